using MiniVercel.Gateway.Routing;
using MiniVercel.Routing;

namespace MiniVercel.Gateway.Tests.Routing;

public class RouteTableTests
{
    [Fact]
    public void A_table_is_loaded_by_its_first_snapshot_even_of_no_hosts_at_no_time()
    {
        var table = new RouteTable();
        Assert.False(table.IsLoaded);

        Assert.True(table.Apply(At(0, 0)));

        Assert.True(table.IsLoaded);
    }

    [Theory]
    [InlineData(1, 5, 1, 6, true)]
    [InlineData(1, 5, 1, 5, false)]
    [InlineData(1, 5, 1, 4, false)]
    [InlineData(1, 5, 2, 0, true)]
    [InlineData(2, 0, 1, 9, false)]
    [InlineData(2, 3, 2, 2, false)]
    [InlineData(2, long.MaxValue, 3, 1, true)]
    public void Routes_move_only_forward_and_the_epoch_counts_first(long epoch, long n, long nextEpoch, long nextN, bool moves)
    {
        var table = new RouteTable();
        var (current, next) = (At(epoch, n), At(nextEpoch, nextN));
        table.Apply(current);

        Assert.Equal(moves, table.Apply(next));

        Assert.Same(moves ? next : current, table.Current);
    }

    [Fact]
    public async Task However_many_apply_at_once_the_newest_stays()
    {
        var table = new RouteTable();
        using var start = new Barrier(4);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var n = worker; n < 4_000; n += 4)
                {
                    table.Apply(At(1, n));
                    Assert.True(table.Current.Clock.N >= n, "it went back");
                }
            },
            TaskCreationOptions.LongRunning)));

        Assert.Equal(3_999, table.Current.Clock.N);
    }

    private static RouteSnapshot At(long epoch, long n) => new(new RouteClock(epoch, n), new Dictionary<string, SiteTarget>());
}
