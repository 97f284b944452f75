using System.Collections.Concurrent;
using System.Diagnostics;

namespace MiniVercel.Runtime.Tests;

/// <summary>How the embedded engine refuses what it does not send, and what can be seen of it.</summary>
public sealed partial class TravelTests
{
    [Fact]
    public async Task What_says_nothing_of_its_type_is_refused_with_advice()
    {
        var grain = await RemoteAsync("a");

        var thrown = await Assert.ThrowsAsync<OrleansException>(grain.Untold);

        Assert.Contains("Use a sealed record", thrown.Message, StringComparison.Ordinal);
        Assert.Equal("still there", await grain.Say("still there"));
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

    [Fact]
    public async Task An_exception_that_cannot_be_made_again_says_what_it_was()
    {
        var grain = await RemoteAsync("a");

        var unknown = await Assert.ThrowsAsync<RemoteGrainException>(() => grain.Fail("unknown"));

        Assert.Equal((typeof(UnknownElsewhereException).FullName, "code 7"), (unknown.OriginalType, unknown.OriginalMessage));
        Assert.Contains("TravelGrain.Fail", unknown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_cannot_travel_is_refused_by_name()
    {
        var grain = await RemoteAsync("a");

        RequestContext.Set("stage", _cluster.Stage);
        Assert.Contains("RequestContext['stage']", (await Assert.ThrowsAsync<OrleansException>(() => grain.Say(""))).Message, StringComparison.Ordinal);
        RequestContext.Remove("stage");
    }

    [Fact]
    public async Task A_caller_that_waited_too_long_is_told_that_it_may_have_run()
    {
        var grain = await RemoteAsync("a");

        var late = await Assert.ThrowsAsync<TimeoutException>(() => grain.Hurry("slow"));

        Assert.Contains("may have run", late.Message, StringComparison.Ordinal);
        _cluster.Stage.Open("slow");
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
