namespace MiniVercel.Silo.Tests.Grains;

public sealed record NoteState : IGrainRecord
{
    public string Text { get; init; } = "";

    public TeamId Team => TeamId.Default;

    public TimeSpan? WakeIn => null;
}

public interface INoteGrain : IGrainWithStringKey
{
    Task<Note> Read();

    Task Write(string text);

    /// <summary>Writes, and reads within the same turn what is left after a failure.</summary>
    Task<Note> WriteAndLookBack(string text);
}

/// <summary>What is written, and which activation says so.</summary>
[GenerateSerializer, Immutable]
public sealed record Note(string Text, Guid Activation);

public sealed class NoteGrain([PersistentState("notes", "failing")] IPersistentState<NoteState> stored)
    : StatefulGrain<NoteState>(stored), INoteGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Note> Read() => Task.FromResult(new Note(State.Text, _activation));

    public Task Write(string text) => Commit(State with { Text = text });

    public async Task<Note> WriteAndLookBack(string text)
    {
        try
        {
            await Write(text);
        }
        catch (OrleansException)
        {
        }

        return await Read();
    }
}
