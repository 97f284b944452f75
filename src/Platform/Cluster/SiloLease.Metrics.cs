using System.Diagnostics;
using System.Diagnostics.Metrics;
using MiniVercel.Platform.Telemetry;

namespace MiniVercel.Platform.Cluster;

public sealed partial class SiloLease
{
    private readonly Meter _meter = new(SiloTelemetry.Name);
    private long _renewedAt;

    private void Measure()
    {
        _meter.CreateObservableGauge(
            "minivercel.lease.age", Age, "s", "Time since this silo's lease was last renewed: near its length, others are about to take it for dead.");
        _meter.CreateObservableCounter(
            "minivercel.lease.terms", () => Terms, "{term}", "How often the lease was gained: more than once, and it ran out in between.");
    }

    private IEnumerable<Measurement<double>> Age() =>
        Terms == 0 ? [] : [new(Stopwatch.GetElapsedTime(Interlocked.Read(ref _renewedAt)).TotalSeconds)];
}
