using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Properties;

/// <summary>A hundred histories of builds, played once for all the properties that hold for every build.</summary>
public sealed class PlayedBuilds : IAsyncLifetime
{
    private readonly List<IReadOnlySet<string>> _kinds = [];

    public async Task InitializeAsync()
    {
        if (MachineWalls.Found.Level == BoxLevel.None)
            return; // Then the tests are skipped.
        await using var silo = await BuildSilo.Start();
        Play(silo, histories: 100, _kinds.Add);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal static void Play(BuildSilo silo, int histories, Action<IReadOnlySet<string>>? played = null) => Prop
        .ForAll(BuildHistories.Arbitrary(), async history =>
        {
            var project = await ProjectThatBuilds.Start(silo);
            var kinds = await project.Play(history);
            played?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));

    /// <summary>Of each played history, what it had of the kinds that a property asks for.</summary>
    internal CaseClasses KindsFor(int property)
    {
        var declared = BuildKinds.Of[property];
        var classes = new CaseClasses(declared);
        foreach (var kinds in _kinds)
            classes.Count(kinds.Intersect(declared));
        return classes;
    }
}
