using MiniVercel.Platform.Cluster;

namespace MiniVercel.Silo.Engines.Embedded;

/// <summary>The lease as the engine asks for it.</summary>
internal sealed class EngineLease : ISiloLease
{
    private readonly SiloLease _lease;

    public EngineLease(SiloLease lease)
    {
        _lease = lease;
        lease.Changed += () => Changed?.Invoke();
    }

    public event Action? Changed;

    public bool IsHeld => _lease.IsHeld;

    public TimeSpan UnbrokenFor => _lease.UnbrokenFor;
}

/// <summary>The engine as the lease asks for it. It is found when it is needed, because each of the two needs the other.</summary>
internal sealed class EngineLife(IServiceProvider services) : ISiloLife
{
    private ILocalSilo Silo => services.GetRequiredService<ILocalSilo>();

    public SiloPresence Describe()
    {
        var entry = Silo.Describe();
        return new SiloPresence(entry.Address.ToParsableString(), entry.Activations);
    }

    public Task BeginAgain(CancellationToken cancellationToken) => Silo.RejoinAsync(cancellationToken);
}
