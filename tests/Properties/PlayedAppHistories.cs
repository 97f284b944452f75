using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Properties.Generators;
using MiniVercel.Silo.Apps;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>A hundred histories of projects with apps, two projects side by side, played once for all the properties about them.</summary>
public sealed class PlayedAppHistories : IAsyncLifetime
{
    private const int Projects = 2;
    private const int HistoriesOfEach = 50;

    private static readonly AppLimits Short = new()
    {
        StartWithin = TimeSpan.FromSeconds(90),
        BetweenTries = TimeSpan.FromMilliseconds(50),
        DrainWithin = TimeSpan.FromSeconds(2),
        PreviewIdle = TimeSpan.FromSeconds(1),
    };

    private readonly ConcurrentBag<IReadOnlySet<string>> _kinds = [];

    public async Task InitializeAsync()
    {
        await using var silo = await TestSilo.Start(services => services.AddSingleton(Short));
        await Task.WhenAll(Enumerable.Range(0, Projects).Select(i => Task.Run(() => Play(silo, $"apps{i}"))));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    internal CaseClasses KindsFor(int property)
    {
        var declared = AppKinds.Of[property];
        var classes = new CaseClasses(declared);
        foreach (var kinds in _kinds)
            classes.Count(kinds.Intersect(declared));
        return classes;
    }

    private async Task Play(TestSilo silo, string name)
    {
        var project = await ProjectWithApps.Create(silo, name);
        Prop.ForAll(AppHistories.Arbitrary(), async history =>
            {
                _kinds.Add(await project.Play(history));
                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(HistoriesOfEach));
    }
}
