using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Routing;

/// <summary>
/// The one-row clock that rises with every change of hosts or routes, in the change's own transaction. Each step says whose they are, so that
/// gateways need not read everybody's.
/// </summary>
internal static class RouteClocks
{
    /// <summary>How long it is known what each step has changed. Who is further behind reads everything.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    public static async Task<RouteClock> Raise(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string project, CancellationToken cancellationToken)
    {
        var (epoch, n) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            """
            with now as (update route_clock set n = n + 1 returning epoch, n),
            noted as (insert into route_changes (epoch, n, project_id) select epoch, n, @project from now)
            select epoch, n from now
            """,
            new { project }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            Doorbells.RingSql(Doorbell.Routes), transaction: transaction, cancellationToken: cancellationToken));
        return new RouteClock(epoch, n);
    }
}
