using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Storage;

public sealed class DoorbellsTests : DatabaseTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private Doorbells _here = null!;
    private Doorbells _there = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _here = await Listening();
        _there = await Listening();
    }

    public override async Task DisposeAsync()
    {
        await Task.WhenAll(_here.StopAsync(CancellationToken.None), _there.StopAsync(CancellationToken.None));
        _here.Dispose();
        _there.Dispose();
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData(Doorbell.Builds)]
    [InlineData(Doorbell.Activations)]
    [InlineData(Doorbell.Routes)]
    [InlineData(Doorbell.Applied)]
    public async Task A_ring_is_heard_here_and_there_and_is_that_bell_s_alone(Doorbell bell)
    {
        var others = Enum.GetValues<Doorbell>().Where(b => b != bell).Select(_there.NextRing).ToList();
        Task[] rings = [_here.NextRing(bell), _there.NextRing(bell)];

        await _here.Ring(bell);

        await Task.WhenAll(rings).WaitAsync(Soon);
        Assert.DoesNotContain(others, o => o.IsCompleted);
        Assert.False(_there.NextRing(bell).IsCompleted);
    }

    [Fact]
    public async Task A_ring_in_a_transaction_is_heard_when_that_commits()
    {
        var routes = _there.NextRing(Doorbell.Routes);
        var builds = _there.NextRing(Doorbell.Builds);

        await Database.Transact(async (connection, transaction, token) =>
        {
            await connection.ExecuteAsync(new CommandDefinition(Doorbells.RingSql(Doorbell.Routes), transaction: transaction, cancellationToken: token));
            await _here.Ring(Doorbell.Builds);
            await builds.WaitAsync(Soon, token);
            Assert.False(routes.IsCompleted);
            return true;
        });

        await routes.WaitAsync(Soon);
    }

    [Fact]
    public async Task After_a_lost_connection_every_bell_rings_once_because_any_may_have_been_missed()
    {
        var rings = Enum.GetValues<Doorbell>().Select(_there.NextRing).ToList();

        var ended = await Database.Run((connection, _) => connection.ExecuteScalarAsync<int>(
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and query like 'listen %' and pid <> pg_backend_pid()
            """));

        Assert.Equal(2, ended);
        await Task.WhenAll(rings).WaitAsync(Soon);
        var next = _there.NextRing(Doorbell.Builds);
        await _here.Ring(Doorbell.Builds);
        await next.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_ring_that_cannot_be_sent_is_no_error()
    {
        await using var proxy = new PostgresProxy(ConnectionString);
        await using var database = new Database(proxy.ConnectionString);
        using var doorbells = new Doorbells(database, NullLogger<Doorbells>.Instance);
        await proxy.GoAway();

        await doorbells.Ring(Doorbell.Builds);
    }

    [Fact]
    public async Task Waiting_for_a_ring_ends_with_it_or_with_the_time_or_with_the_waiter()
    {
        var never = new TaskCompletionSource().Task;

        await Doorbells.RingOr(Task.CompletedTask, TimeSpan.FromDays(1), CancellationToken.None);
        await Doorbells.RingOr(never, TimeSpan.FromMilliseconds(1), CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Doorbells.RingOr(never, TimeSpan.FromDays(1), new CancellationToken(canceled: true)));
    }

    private async Task<Doorbells> Listening()
    {
        var doorbells = new Doorbells(Database, NullLogger<Doorbells>.Instance);
        var listens = doorbells.NextRing(Doorbell.Builds);
        await doorbells.StartAsync(CancellationToken.None);
        await listens.WaitAsync(Soon);
        return doorbells;
    }
}
