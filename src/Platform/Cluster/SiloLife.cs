namespace MiniVercel.Platform.Cluster;

/// <summary>
/// What the lease tells the others of this silo, and whom it tells of their verdict: the engine, which knows where it
/// listens and what it runs.
/// </summary>
public interface ISiloLife
{
    SiloPresence Describe();

    /// <summary>The others took this silo for dead and may run its grains: end them all, and be somebody new.</summary>
    Task BeginAgain(CancellationToken cancellationToken);
}

/// <summary>The address of one life of a silo, and how many grains are active in it.</summary>
public sealed record SiloPresence(string Address, int Activations);
