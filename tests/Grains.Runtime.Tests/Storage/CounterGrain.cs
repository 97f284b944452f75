namespace MiniVercel.Runtime.Tests;

[GenerateSerializer, Immutable, Alias("counter")]
public sealed record CounterState
{
    [Id(0)]
    public int Count { get; init; }
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Count();

    Task<int> Increment();

    Task Clear();

    Task<(string? Etag, bool Exists)> Record();

    Task EndAfterWriting();
}

public sealed class CounterGrain(
    [PersistentState("counter", "memory")] IPersistentState<CounterState> counter,
    [PersistentState("other", "memory")] IPersistentState<CounterState> other,
    Stage stage) : Grain, ICounterGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Say($"activates with {counter.State.Count} and {other.State.Count}");
        return Task.CompletedTask;
    }

    public Task<int> Count() => Task.FromResult(counter.State.Count);

    public async Task<int> Increment()
    {
        counter.State = counter.State with { Count = counter.State.Count + 1 };
        await counter.WriteStateAsync();
        return counter.State.Count;
    }

    public Task Clear() => counter.ClearStateAsync();

    public Task<(string? Etag, bool Exists)> Record() => Task.FromResult((counter.Etag, counter.RecordExists));

    public async Task EndAfterWriting()
    {
        DeactivateOnIdle();
        await Increment();
    }
}
