using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniVercel.Builds;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Activating;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Running;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests;

/// <summary>A whole silo whose runners and sweeper stand still, so that a test can do their part itself.</summary>
public sealed class IdleSilo : IAsyncLifetime
{
    private static readonly Type[] Standing = [typeof(BuildRunner), typeof(ActivationRunner), typeof(Sweeper), typeof(Janitor)];

    private TestSilo _silo = null!;

    public Database Database => Get<Database>();

    public IGrainFactory Grains => Get<IGrainFactory>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start(services =>
    {
        foreach (var runner in services.Where(s => s.ServiceType == typeof(IHostedService) && Standing.Contains(s.ImplementationType)).ToList())
            services.Remove(runner);
    });

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    public T Get<T>()
        where T : notnull => _silo.Services.GetRequiredService<T>();

    public async Task<ProjectId> Project() => new(await _silo.Api.CreateProject($"p-{Guid.NewGuid():n}"));

    /// <summary>A build that a worker has just claimed, in its first attempt.</summary>
    public async Task<(BuildId Id, IBuildGrain Grain)> Building()
    {
        var id = NewId.Of<BuildId>(TimeProvider.System);
        var grain = Grains.GetGrain<IBuildGrain>(id.Value);
        await grain.Submit(Orders.Of(await Project()));
        Assert.IsType<AttemptReply.Go>(await grain.Start(1, "worker"));
        return (id, grain);
    }
}
