using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Cluster;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Cluster;

public sealed class SiloLeaseTests : DatabaseTest
{
    private readonly SiloIdentity _silo = SiloIdentity.New("node_1", ["gateway", "worker"]);
    private readonly CountedLife _life = new();

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

        lease.Return();
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
        lease.Return();
    }

    [Fact]
    public async Task A_silo_that_was_taken_for_dead_is_another_one_when_it_comes_back()
    {
        using var lease = Lease(ConnectionString);
        await lease.StartAsync(CancellationToken.None);
        await Tell("update silos set applied_epoch = 1, applied_n = 7");

        await Tell("delete from silos");
        await Eventually(() => Ask<bool>("select exists (select 1 from silos)"));

        Assert.Equal(("127.0.0.1:5200@2", true), await Ask<(string, bool)>("select address, applied_n is null from silos"));
        await Eventually(() => Task.FromResult(lease.Terms == 2)); // the row is there a moment before its writer knows
        lease.Return();
    }

    [Fact]
    public async Task A_lease_that_ran_out_comes_back_without_the_routes_it_had_applied()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        using var lease = Lease(proxy.ConnectionString);
        await lease.StartAsync(CancellationToken.None);
        await proxy.GoAway();
        await Eventually(() => Task.FromResult(!lease.IsHeld));
        await Tell("update silos set applied_epoch = 1, applied_n = 7");

        proxy.ComeBack();
        await Eventually(() => Task.FromResult(lease.IsHeld));

        Assert.True(await Ask<bool>("select applied_n is null from silos"));
        Assert.Equal(2, lease.Terms);
        lease.Return();
    }

    [Fact]
    public async Task Whoever_was_this_node_before_goes_with_its_grains_and_nobody_else_does()
    {
        await Tell(
            """
            insert into silos (id, node_id, roles, address, lease_until) values
                ('before', 'node_1', '{}', 'a', clock_timestamp() + interval '1 hour'),
                ('other', 'node_2', '{}', 'b', clock_timestamp() + interval '1 hour');
            insert into grain_directory (grain, silo) values ('mine', 'a'), ('theirs', 'b')
            """);
        using var lease = Lease(ConnectionString);
        await lease.StartAsync(CancellationToken.None);

        Assert.Equal("other", await Ask<string>("select id from silos where node_id <> 'node_1' or id = 'before'"));
        Assert.Equal("theirs", await Ask<string>("select grain from grain_directory"));
        lease.Return();
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
        lease.Return();
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

        lease.Return();

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
        lease.Return();
    }

    private SiloLease Lease(string connectionString) => new(_silo, _life, connectionString, NullLogger<SiloLease>.Instance);

    /// <summary>An engine that has nothing to end.</summary>
    private sealed class CountedLife : ISiloLife
    {
        private int _life = 1;

        public SiloPresence Describe() => new($"127.0.0.1:5200@{Volatile.Read(ref _life)}", 0);

        public Task BeginAgain(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _life);
            return Task.CompletedTask;
        }
    }

    private async Task IsRenewed()
    {
        var until = await Ask<DateTime>("select lease_until from silos");
        await Eventually(async () => await Ask<DateTime>("select lease_until from silos") > until);
    }
}
