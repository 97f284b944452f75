using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Tests.Storage;

namespace MiniVercel.Platform.Tests.Cluster;

public sealed class SiloLeaseTests : DatabaseTest
{
    private readonly SiloIdentity _silo = SiloIdentity.New("node_1", ["gateway", "worker"]);

    [Fact]
    public async Task The_lease_is_held_once_started_and_gone_once_stopped()
    {
        using var lease = Lease(ConnectionString);

        await lease.StartAsync(CancellationToken.None);
        Assert.Equal(
            (_silo.SiloId, "node_1", "gateway,worker", true),
            await Ask<(string, string, string, bool)>(
                """
                select id, node_id, array_to_string(roles, ','), lease_until between clock_timestamp() and clock_timestamp() + interval '3 seconds'
                from silos
                """));

        await lease.StopAsync(CancellationToken.None);
        Assert.Equal(0, await Ask<int>("select count(*) from silos"));
    }

    [Fact]
    public async Task It_is_renewed_and_what_the_gateway_wrote_beside_it_stays()
    {
        using var lease = Lease(ConnectionString);
        await lease.StartAsync(CancellationToken.None);
        await Tell("update silos set applied_epoch = 1, applied_n = 7");

        await IsRenewed();

        Assert.Equal(7, await Ask<int>("select applied_n from silos"));
        await lease.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task It_is_held_again_after_the_server_was_away_and_even_after_its_row_was_lost()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        using var lease = Lease(proxy.ConnectionString);
        await lease.StartAsync(CancellationToken.None);

        await proxy.GoAway();
        await Tell("update silos set lease_until = clock_timestamp()");
        proxy.ComeBack();
        await IsRenewed();
        await Tell("delete from silos");

        await Eventually(() => Ask<bool>("select exists (select 1 from silos where lease_until > clock_timestamp())"));
        await lease.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task After_a_gap_what_the_gateway_had_applied_counts_no_more()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        using var lease = Lease(proxy.ConnectionString);
        await lease.StartAsync(CancellationToken.None);
        await proxy.GoAway();
        await Tell("update silos set applied_epoch = 1, applied_n = 7, lease_until = clock_timestamp()");

        proxy.ComeBack();
        await IsRenewed();

        Assert.True(await Ask<bool>("select applied_epoch is null and applied_n is null from silos"));
        await lease.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_back_stops_all_the_same()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        using var lease = Lease(proxy.ConnectionString);
        await lease.StartAsync(CancellationToken.None);
        await proxy.GoAway();

        await lease.StopAsync(CancellationToken.None);

        Assert.Equal(1, await Ask<int>("select count(*) from silos"));
    }

    [Fact]
    public async Task A_start_is_not_over_before_the_lease_is_held()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        await proxy.GoAway();
        using var lease = Lease(proxy.ConnectionString);

        var start = lease.StartAsync(CancellationToken.None);
        Assert.False(start.IsCompleted);
        proxy.ComeBack();
        await start;

        Assert.Equal(1, await Ask<int>("select count(*) from silos"));
        await lease.StopAsync(CancellationToken.None);
    }

    private SiloLease Lease(string connectionString) => new(_silo, connectionString, NullLogger<SiloLease>.Instance);

    private async Task IsRenewed()
    {
        var until = await Ask<DateTime>("select lease_until from silos");
        await Eventually(async () => await Ask<DateTime>("select lease_until from silos") > until);
    }
}
