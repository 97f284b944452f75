using System.Diagnostics;
using System.Diagnostics.Metrics;
using MiniVercel.Platform.Cluster;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Telemetry;

/// <summary>One attempt at a build or an activation: how long it took, as a number and as a span.</summary>
public sealed class RunMetrics : IDisposable
{
    private static readonly Meter Meter = new(SiloTelemetry.Name);
    private static readonly ActivitySource Source = new(SiloTelemetry.Name);

    private static readonly Histogram<double> Builds =
        Meter.CreateHistogram<double>("minivercel.build.duration", "s", "How long an attempt at a build took.");

    private static readonly Histogram<double> Activations =
        Meter.CreateHistogram<double>("minivercel.activation.duration", "s", "How long an attempt at an activation took.");

    private readonly Histogram<double> _duration;
    private readonly Activity? _activity;
    private readonly long _started = Stopwatch.GetTimestamp();
    private string _outcome = "broken_off";

    private RunMetrics(Histogram<double> duration, Activity? activity) => (_duration, _activity) = (duration, activity);

    public static RunMetrics Begin(Doorbell kind, Claim claim)
    {
        var isBuild = kind == Doorbell.Builds;
        var activity = Source.StartActivity(isBuild ? "build" : "activation");
        activity?.SetTag("minivercel.id", claim.Id).SetTag("minivercel.attempt", claim.Attempt);
        return new RunMetrics(isBuild ? Builds : Activations, activity);
    }

    /// <summary>It came to an ending of its own, whichever; without this it counts as broken off.</summary>
    public void Ended() => _outcome = "ended";

    public void Dispose()
    {
        _duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>("outcome", _outcome));
        if (_outcome != "ended")
            _activity?.SetStatus(ActivityStatusCode.Error);
        _activity?.Dispose();
    }
}
