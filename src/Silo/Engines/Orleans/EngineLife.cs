using MiniVercel.Platform.Cluster;

namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>The engine as the lease asks for it.</summary>
internal sealed class EngineLife(ILocalSiloDetails silo, ActiveGrains grains) : ISiloLife
{
    public SiloPresence Describe() => new(silo.SiloAddress.ToParsableString(), grains.Count);

    /// <summary>
    /// Who may run grains is for Orleans' own membership to say, and it has not spoken. Until the lease is held again, nothing
    /// is written here.
    /// </summary>
    public Task BeginAgain(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A grain that wakes here has to be able to write, so nobody calls this silo before it holds its lease.</summary>
internal sealed class LeaseBeforeCalls(SiloLease lease) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(LeaseBeforeCalls), ServiceLifecycleStage.BecomeActive - 1, lease.StartAsync);
}
