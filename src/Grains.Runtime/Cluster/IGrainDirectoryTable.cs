namespace MiniVercel.Runtime;

/// <summary>Where each active grain is: a row per grain, in a database that the host knows.</summary>
public interface IGrainDirectoryTable
{
    Task<SiloAddress?> LookUpAsync(GrainId grain, CancellationToken cancellationToken);

    /// <summary>
    /// Writes that the grain is on <paramref name="silo"/>, if it has no row, or that of a silo which is no longer in the membership
    /// table, and returns who has it now. Throws when <paramref name="silo"/> itself is not in the membership table.
    /// </summary>
    Task<SiloAddress> RegisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken);

    /// <summary>Removes the grain's row, if it is that of <paramref name="silo"/>.</summary>
    Task UnregisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken);

    Task RemoveAllAsync(SiloAddress silo, CancellationToken cancellationToken);
}
