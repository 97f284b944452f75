using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Tests.Routing;

/// <summary>An activation is published when every gateway that may answer answers by it.</summary>
public sealed class PublicationTests : DatabaseTest
{
    private static readonly RouteClock Now = new(2, 10);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_waits_for_the_last_gateway_that_holds_a_lease()
    {
        await Silo("first", applied: new RouteClock(2, 9));
        await Silo("second", applied: null);

        var published = Publish();
        await Apply("first", Now);
        Assert.False(published.IsCompleted);
        await Apply("second", new RouteClock(2, 11));

        await published.WaitAsync(Soon);
    }

    [Fact]
    public async Task It_waits_for_nobody_else()
    {
        await Silo("dead", applied: null, lease: "-1 millisecond");
        await Silo("worker", applied: null, role: "worker");
        await Silo("ahead", applied: new RouteClock(3, 0));
        await Silo("there", applied: Now);

        await Publish().WaitAsync(Soon);
    }

    [Fact]
    public async Task It_stops_waiting_when_the_lease_runs_out()
    {
        await Silo("dying", applied: null, lease: "300 milliseconds");

        await Publish().WaitAsync(Soon);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(1, 99)]
    public async Task A_gateway_that_stays_behind_is_complained_of_in_a_sentence(long epoch, long n)
    {
        await Silo("stuck", applied: new RouteClock(epoch, n));

        var late = await Assert.ThrowsAsync<TimeoutException>(() => Publish(TimeSpan.FromSeconds(1)));

        Assert.Equal("A gateway with a lease did not apply the routes of 2.10 in time (1 s).", late.Message);
    }

    [Fact]
    public async Task Whoever_waits_may_give_up()
    {
        await Silo("stuck", applied: null);
        using var caller = new CancellationTokenSource();
        var published = Publish(cancellationToken: caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => published.WaitAsync(Soon));
    }

    private Task Publish(TimeSpan? within = null, CancellationToken cancellationToken = default) =>
        new Publication(Database, new Doorbells(Database, NullLogger<Doorbells>.Instance), within).Reaches(Now, cancellationToken);

    private Task Silo(string id, RouteClock? applied, string lease = "1 hour", string role = "gateway") => Tell(
        """
        insert into silos (id, node_id, roles, lease_until, applied_epoch, applied_n)
        values (@id, 'node', array[@role], clock_timestamp() + @lease::interval, @epoch, @n)
        """,
        new { id, role, lease, epoch = applied?.Epoch, n = applied?.N });

    private Task Apply(string id, RouteClock clock) =>
        Tell("update silos set applied_epoch = @Epoch, applied_n = @N where id = @id", new { id, clock.Epoch, clock.N });
}
