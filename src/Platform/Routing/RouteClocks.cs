using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Routing;

/// <summary>The one-row clock that rises with every change of hosts or routes, in the change's own transaction.</summary>
internal static class RouteClocks
{
    public static async Task<RouteClock> Raise(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var (epoch, n) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "update route_clock set n = n + 1 returning epoch, n", transaction: transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            Doorbells.RingSql(Doorbell.Routes), transaction: transaction, cancellationToken: cancellationToken));
        return new RouteClock(epoch, n);
    }
}
