using System.Collections.Immutable;
using Dapper;
using MiniVercel.Placement;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Silo.Engines.Embedded;

/// <summary>The rows of `silos`. Whether a lease has run out is for the database's clock alone to say.</summary>
internal sealed class MembershipTable(Database database, SiloIdentity me, SiloLease lease) : IMembershipTable
{
    public Task<IReadOnlyList<SiloEntry>> ListAsync(CancellationToken cancellationToken) => database.Run<IReadOnlyList<SiloEntry>>(
        async (connection, token) => (await connection.QueryAsync<(string Address, string Roles, int Activations, bool IsExpired)>(
                new CommandDefinition(
                    """
                    select address, array_to_string(roles, ','), activations, lease_until <= clock_timestamp()
                    from silos where address is not null
                    """,
                    cancellationToken: token)))
            .Select(row => new SiloEntry(SiloAddress.FromParsableString(row.Address), Metadata(row.Roles), row.Activations)
            {
                IsExpired = row.IsExpired,
            })
            .ToList(),
        cancellationToken);

    /// <summary>This silo has left. Its row goes with its lease, which would otherwise miss the row and begin again.</summary>
    public Task RemoveAsync(SiloAddress silo, CancellationToken cancellationToken) => Task.Run(lease.Return, cancellationToken);

    public Task<bool> RemoveIfExpiredAsync(SiloAddress silo, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
            $"delete from silos where address = @address and lease_until <= clock_timestamp() and {Verdicts.MayJudge}",
            new { address = silo.ToParsableString(), judge = me.SiloId, lease = SiloLease.Length }, cancellationToken: token)) > 0,
        cancellationToken);

    private static ImmutableDictionary<string, string> Metadata(string roles) =>
        ImmutableDictionary<string, string>.Empty.Add(RolePlacementFilterDirector.RolesKey, roles);
}
