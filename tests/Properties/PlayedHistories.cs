using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;

namespace MiniVercel.Properties;

/// <summary>A hundred histories, played once for all the properties that hold for every history.</summary>
public sealed class PlayedHistories : IAsyncLifetime
{
    private readonly List<IReadOnlySet<string>> _kinds = [];

    public async Task InitializeAsync()
    {
        await using var silo = await HistorySilo.Start();
        Play(silo, histories: 100, _kinds.Add);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal static void Play(HistorySilo silo, int histories, Action<IReadOnlySet<string>>? played = null) => Prop
        .ForAll(Histories.Arbitrary(), async history =>
        {
            var project = await ProjectInHistory.Start(silo);
            var kinds = await project.Play(history);
            played?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));

    /// <summary>Of each played history, what it had of the kinds that a property asks for.</summary>
    internal CaseClasses KindsFor(int property)
    {
        var declared = Kinds.Of[property];
        var classes = new CaseClasses(declared);
        foreach (var kinds in _kinds)
            classes.Count(kinds.Intersect(declared));
        return classes;
    }
}
