using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;

namespace MiniVercel.Runtime.Tests;

/// <summary>What crosses between two silos, and comes out as what it was.</summary>
public sealed class TravelTests : IAsyncLifetime
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
    public async Task What_says_nothing_of_its_type_is_refused_with_advice()
    {
        var grain = await RemoteAsync("a");

        var thrown = await Assert.ThrowsAsync<OrleansException>(grain.Untold);

        Assert.Contains("Use a sealed record", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("still there", await grain.Say("still there"));
    }

    [Fact]
    public async Task Exceptions_cross_with_type_message_stack_and_cause()
    {
        var grain = await RemoteAsync("a");

        var known = await Assert.ThrowsAsync<KnownElsewhereException>(() => grain.Fail("known"));
        var unknown = await Assert.ThrowsAsync<RemoteGrainException>(() => grain.Fail("unknown"));
        var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Fail("stale"));
        var argument = await Assert.ThrowsAsync<ArgumentNullException>(() => grain.Fail("argument"));

        Assert.Equal("known", known.Message);
        Assert.Equal("the cause", Assert.IsType<FormatException>(known.InnerException).Message);
        Assert.Contains("TravelGrain.Fail", known.StackTrace, StringComparison.Ordinal);
        Assert.Equal((typeof(UnknownElsewhereException).FullName, "code 7"), (unknown.OriginalType, unknown.OriginalMessage));
        Assert.Contains("TravelGrain.Fail", unknown.StackTrace, StringComparison.Ordinal);
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
        RequestContext.Set("stage", _cluster.Stage);
        Assert.Contains("RequestContext['stage']", (await Assert.ThrowsAsync<OrleansException>(() => grain.Say(""))).Message, StringComparison.Ordinal);
        RequestContext.Remove("stage");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trace_goes_on_in_the_other_silo_and_in_what_that_one_calls(bool isRecorded)
    {
        var (grain, back) = (await RemoteAsync("a"), await LocalAsync("b"));
        using var spans = new Spans();
        using var trace = new Activity("asks") { ActivityTraceFlags = isRecorded ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None };
        trace.Start();
        trace.TraceStateString = "vendor=1";

        await grain.Ask(back);

        var mine = spans.Of(trace.TraceId);
        Assert.Equal([$"{_there.Address}", $"{_here.Address}"], mine.Select(it => (string)it.GetTagItem("minivercel.silo")!));
        Assert.Equal([trace.SpanId, mine[0].SpanId], mine.Select(it => it.ParentSpanId));
        Assert.All(mine, it => Assert.Equal((isRecorded, "vendor=1"), (it.Recorded, it.TraceStateString)));
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
    public async Task A_caller_that_waits_too_long_is_told_that_it_may_have_run()
    {
        var grain = await RemoteAsync("a");

        var late = await Assert.ThrowsAsync<TimeoutException>(() => grain.Hurry("slow"));

        Assert.Contains("may have run", late.Message, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_large_answer_crosses_and_one_beyond_the_limit_is_refused()
    {
        var grain = await RemoteAsync("a");

        Assert.Equal(5_000_000, (await grain.Bytes(5_000_000)).Length);
        Assert.Contains("cannot be sent", (await Assert.ThrowsAsync<OrleansException>(() => grain.Bytes(20_000_000))).Message, StringComparison.Ordinal);
        var big = new string('x', 17 << 20);
        Assert.Contains("bytes long", (await Assert.ThrowsAsync<OrleansException>(() => grain.Say(big))).Message, StringComparison.Ordinal);
        Assert.Equal("still there", await grain.Say("still there"));
    }

    // A grain lives where it is first called from, or elsewhere: names are tried until one does.
    private async Task<ITravelGrain> RemoteAsync(string name) => await OnAsync(name, _there);

    private async Task<ITravelGrain> LocalAsync(string name) => await OnAsync(name, _here);

    private async Task<ITravelGrain> OnAsync(string name, TestProcess silo)
    {
        for (var i = 0; ; i++)
        {
            var grain = _here.Grain<ITravelGrain>($"{name}/{i}");
            if ((await grain.Where()).Equals(silo.Address)) return grain;
        }
    }

    /// <summary>What was measured, as a tracer records it that goes by whoever began the trace; in the order in which it began.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _started = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == GrainMetrics.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> asked) =>
                    asked.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded
                    : asked.Parent.IsRemote ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None,
                ActivityStarted = _started.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public List<Activity> Of(ActivityTraceId trace) => [.. _started.Where(it => it.TraceId == trace)];

        public void Dispose() => _listener.Dispose();
    }
}
