using System.Collections.Immutable;

namespace MiniVercel.Runtime.Tests;

/// <summary>What crosses between two silos, and comes out as what it was.</summary>
public sealed partial class TravelTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private TestProcess _here = null!;
    private TestProcess _there = null!;

    public async Task InitializeAsync()
    {
        (_cluster, var silos) = await TestCluster.StartAsync(2);
        (_here, _there) = (silos[0], silos[1]);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Records_closed_results_tuples_maps_and_nulls_arrive_as_they_were()
    {
        var grain = await RemoteAsync("a");
        Outcome outcome = new Outcome.Done(new TravelId("t1"), [1, 2], new Outcome.Refused());

        var echo = Assert.IsType<Outcome.Done>(await grain.Echo(outcome, (3, null), new() { ["a"] = TimeSpan.FromSeconds(2) }));

        Assert.Equal((new TravelId("t1"), new Outcome.Refused()), (echo.Id, echo.Before));
        Assert.Equal([1, 2], echo.Numbers.ToArray());
        Assert.Contains("(3, ) 00:00:02", _cluster.Stage.Script);
        Assert.Null(await grain.Echo(null, default, null));
    }

    [Fact]
    public async Task References_travel_as_addresses()
    {
        var grain = await RemoteAsync("a");

        Assert.Equal(_here.Address, await grain.Ask(await LocalAsync("b")));
        Assert.Equal(grain, await grain.Self(true));
        Assert.Equal(_there.Address, await (await grain.Self(true))!.Where());
        Assert.Null(await grain.Self(false));
    }

    [Fact]
    public async Task Exceptions_cross_with_type_message_stack_and_cause()
    {
        var grain = await RemoteAsync("a");

        var known = await Assert.ThrowsAsync<KnownElsewhereException>(() => grain.Fail("known"));
        var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Fail("stale"));
        var argument = await Assert.ThrowsAsync<ArgumentNullException>(() => grain.Fail("argument"));

        Assert.Equal("known", known.Message);
        Assert.Equal("the cause", Assert.IsType<FormatException>(known.InnerException).Message);
        Assert.Contains("TravelGrain.Fail", known.StackTrace, StringComparison.Ordinal);
        Assert.Equal(("2", "1"), (stale.StoredEtag, stale.CurrentEtag));
        Assert.Contains("how", argument.Message, StringComparison.Ordinal);
        Assert.Equal("its own", (await Assert.ThrowsAsync<TimeoutException>(() => grain.Fail("timeout"))).Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.Fail("else"));
    }

    [Fact]
    public async Task The_request_context_goes_along_and_never_comes_back()
    {
        var grain = await RemoteAsync("a");
        RequestContext.Set("number", 7L);
        RequestContext.Set("text", "s");

        Assert.Equal("Int64 7", await grain.Context("number"));
        Assert.Equal("String s", await grain.Context("text"));
        Assert.Equal("String s", await (await LocalAsync("b")).Context("text"));

        Assert.Equal(7L, RequestContext.Get("number"));
        RequestContext.Clear();
        Assert.Null(await grain.Context("number"));
    }

    [Fact]
    public async Task A_caller_that_cancels_cancels_the_turn_over_there()
    {
        var grain = await RemoteAsync("a");
        using var leave = new CancellationTokenSource();
        var waiting = grain.WaitOrCancel("long", leave.Token);
        await _cluster.Stage.Hear("long begins");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _cluster.Stage.Hear("long is canceled");
    }

    [Fact]
    public async Task A_caller_that_waits_too_long_is_told_so_and_the_next_call_runs()
    {
        var grain = await RemoteAsync("a");

        await Assert.ThrowsAsync<TimeoutException>(() => grain.Hurry("slow"));

        _cluster.Stage.Open("slow");
        Assert.Equal("next", await grain.Say("next"));
    }

    [Fact]
    public async Task One_way_calls_and_observers_reach_the_other_silo()
    {
        var grain = await RemoteAsync("a");
        var listener = new Listener(_cluster.Stage);
        await grain.Subscribe(_here.Grains.CreateObjectReference<IBellObserver>(listener));

        await grain.Shout("hello there");
        await _cluster.Stage.Hear("hello there");
        await grain.Ring(5);
        await _cluster.Stage.Hear("ring 5");
        _cluster.Stage.Open("all");
        Assert.Equal("all were asked", await grain.AskAll("all"));
        GC.KeepAlive(listener);
    }

    // Where a grain wakes is the engine's choice, and most likely where it is first called: names are tried until one does.
    private async Task<ITravelGrain> RemoteAsync(string name) => await OnAsync(name, _there);

    private async Task<ITravelGrain> LocalAsync(string name) => await OnAsync(name, _here);

    private async Task<ITravelGrain> OnAsync(string name, TestProcess silo)
    {
        for (var i = 0; ; i++)
        {
            var key = $"{name}/{i}";
            if ((await silo.Grain<ITravelGrain>(key).Where()).Equals(silo.Address)) return _here.Grain<ITravelGrain>(key);
        }
    }
}
