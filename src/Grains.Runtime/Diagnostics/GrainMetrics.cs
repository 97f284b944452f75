using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MiniVercel.Runtime;

/// <summary>What the engine tells of itself, through the framework's own meters and activities; who listens is not its business.</summary>
internal sealed class GrainMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "MiniVercel.Grains";

    private static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly GrainRuntime _runtime;
    private readonly Histogram<double> _turns;

    public GrainMetrics(GrainRuntime runtime)
    {
        _runtime = runtime;
        _turns = _meter.CreateHistogram<double>("minivercel.grain.call.duration", "s", "How long a grain's turn took, by kind of grain, method and outcome.");
        _meter.CreateObservableGauge(
            "minivercel.grain.activations", () => ByType(activations => activations.Count()), "{activation}", "Grains in memory.");
        _meter.CreateObservableGauge(
            "minivercel.grain.mailbox.depth", () => ByType(activations => activations.Max(a => a.Waiting)), "{request}",
            "Requests that wait for one grain: the most there are for any of its kind.");
        if (runtime.Cluster is { } cluster) Observe(cluster);
    }

    /// <summary>Runs the turn; a call's is measured, and a part of its caller's trace.</summary>
    public ValueTask<Exception?> RunAsync(ITurn turn, GrainId target, object instance) =>
        turn is Call call && (_turns.Enabled || Source.HasListeners()) ? MeasureAsync(call, target, instance) : turn.RunAsync(instance);

    public void Dispose() => _meter.Dispose();

    private void Observe(GrainCluster cluster)
    {
        _meter.CreateObservableGauge(
            "minivercel.cluster.silos", () => cluster.Membership.Silos.Values.Count(it => !it.IsExpired), "{silo}",
            "Silos whose lease runs, as this one read it last.");
        _meter.CreateObservableGauge(
            "minivercel.cluster.connections", () => cluster.Network.Connections.Count, "{connection}", "Connections to other silos and to clients.");
        _meter.CreateObservableGauge("minivercel.cluster.calls", () => Calls(cluster), "{call}", "Calls to and from other processes that have no answer yet.");
    }

    private async ValueTask<Exception?> MeasureAsync(Call call, GrainId target, object instance)
    {
        var (grain, method) = ($"{target.Type}", call.Request.MethodName);
        using var activity = Source.StartActivity($"{grain} {method}", ActivityKind.Server, Parent(call.Trace));
        activity?.SetTag("minivercel.grain.id", target.ToString()).SetTag("minivercel.silo", _runtime.Address.ToString());
        var started = Stopwatch.GetTimestamp();
        var failure = await call.RunAsync(instance);
        if (failure is not null) activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        _turns.Record(
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            new("grain", grain), new("method", method), new("outcome", failure is null ? "answered" : "failed"));
        return failure;
    }

    // The turn has nothing of its caller's context, as if it had come from elsewhere. Only so does a trace that nobody records
    // get an activity, without which the grain's own calls would begin another trace.
    private static ActivityContext Parent(in ActivityContext trace) => trace.TraceId == default
        ? default
        : new ActivityContext(trace.TraceId, trace.SpanId, trace.TraceFlags, trace.TraceState, isRemote: true);

    private static Measurement<int>[] Calls(GrainCluster cluster)
    {
        var calls = cluster.Network.Connections.Select(it => it.Unanswered).ToList();
        return
        [
            new(calls.Sum(it => it.Out), new KeyValuePair<string, object?>("direction", "out")),
            new(calls.Sum(it => it.In), new KeyValuePair<string, object?>("direction", "in")),
        ];
    }

    private IEnumerable<Measurement<int>> ByType(Func<IEnumerable<Activation>, int> measure) =>
        _runtime.Directory.All.GroupBy(a => a.GrainId.Type)
            .Select(group => new Measurement<int>(measure(group), new KeyValuePair<string, object?>("grain", $"{group.Key}")));
}
