namespace MiniVercel.Runtime;

/// <summary>What the host tells the others of this silo, and tells this silo of the others' verdict.</summary>
public interface ILocalSilo
{
    /// <summary>What to write into the membership table: at the start, and with every renewal.</summary>
    SiloEntry Describe();

    /// <summary>
    /// The row is gone: the others took this silo for dead and may run its grains. Ends all of its own and makes it a new silo,
    /// to be announced with a new row.
    /// </summary>
    Task RejoinAsync(CancellationToken cancellationToken = default);
}

/// <summary>This silo, as grains and placement see it.</summary>
public interface ILocalSiloDetails
{
    string Name { get; }

    string ClusterId { get; }

    SiloAddress SiloAddress { get; }
}
