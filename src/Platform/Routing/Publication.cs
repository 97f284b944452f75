using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Routing;

/// <summary>The wait for the gateways: who has changed hosts or routes is done when every one that may answer follows.</summary>
public sealed class Publication(Database database, Doorbells doorbells, TimeSpan? within = null)
{
    /// <summary>How long a gateway may hold its lease and still not follow before whoever waits for it gives up.</summary>
    private readonly TimeSpan _within = within ?? TimeSpan.FromSeconds(30);

    /// <summary>Returns when every gateway that holds a lease answers by this clock or a later one.</summary>
    public async Task Reaches(RouteClock clock, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_within);
        try
        {
            while (true)
            {
                var applied = doorbells.NextRing(Doorbell.Applied);
                if (!await AnyGatewayIsBehind(clock, limit.Token))
                    return;
                await Doorbells.RingOr(applied, TimeSpan.FromMilliseconds(250), limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"A gateway with a lease did not apply the routes of {clock} in time ({_within.TotalSeconds:0} s).");
        }
    }

    /// <summary>
    /// Returns when every gateway answers by all that has been committed until now. A call waits for that after the
    /// grain's turn, and one that is said again, having changed nothing this time, waits as well.
    /// </summary>
    public async Task ReachesNow(CancellationToken cancellationToken)
    {
        var now = await database.Run(
            async (connection, token) =>
            {
                var (epoch, n) = await connection.QuerySingleAsync<(long, long)>(
                    new CommandDefinition("select epoch, n from route_clock", cancellationToken: token));
                return new RouteClock(epoch, n);
            },
            cancellationToken);
        await Reaches(now, cancellationToken);
    }

    private Task<bool> AnyGatewayIsBehind(RouteClock clock, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            select exists (
                select 1 from silos
                where 'gateway' = any(roles) and lease_until > clock_timestamp()
                and (coalesce(applied_epoch, 0), coalesce(applied_n, 0)) < (@epoch, @n))
            """,
            new { epoch = clock.Epoch, n = clock.N },
            cancellationToken: token)),
        cancellationToken);
}
