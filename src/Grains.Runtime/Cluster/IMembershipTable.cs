namespace MiniVercel.Runtime;

/// <summary>
/// The rows of all silos, in a database that the host knows. The host writes and renews the row of its own silo; a silo whose row
/// is gone is dead, for ever: its renewal must fail, and it comes back as another silo.
/// </summary>
public interface IMembershipTable
{
    /// <summary>Every row, the expired ones too.</summary>
    Task<IReadOnlyList<SiloEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the row of this silo, which leaves.</summary>
    Task RemoveAsync(SiloAddress silo, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the row of another silo, if its lease is expired at that very moment. False when it is not: the silo lives.
    /// </summary>
    Task<bool> RemoveIfExpiredAsync(SiloAddress silo, CancellationToken cancellationToken);
}
