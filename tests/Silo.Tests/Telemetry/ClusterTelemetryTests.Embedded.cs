using System.Diagnostics;
using System.Text;

namespace MiniVercel.Silo.Tests.Telemetry;

/// <summary>What the embedded engine measures of grains and of the ways to other silos.</summary>
public sealed partial class ClusterTelemetryTests
{
    [Fact]
    public async Task A_trace_goes_on_in_the_grains_and_contents_of_the_other_silo()
    {
        using var api = _gateway.Api();
        using var trace = new Activity("deploy") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        trace.Start();
        await Deploy(api, "traced");
        // What a trace's id is in a span: its sixteen bytes, as the collector keeps them.
        var id = Encoding.Latin1.GetString(Convert.FromHexString(trace.TraceId.ToHexString()));
        trace.Stop();
        await _worker.Stop();
        await _gateway.Stop();

        Assert.Contains(id, _ofGateway.Received("/v1/traces"), StringComparison.Ordinal);
        var there = SpansOf(id, _ofWorker.Received("/v1/traces"));
        Assert.Contains(there, span => span.Contains("deployment Begin", StringComparison.Ordinal));
        Assert.Contains(there, span => span.Contains("/blobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_ways_to_the_other_silo_are_measured()
    {
        using var api = _gateway.Api();
        await Deploy(api, "measured");

        var here = await Metrics();
        Assert.Equal(2, ValueOf(here, "minivercel_cluster_silos"));
        Assert.InRange(ValueOf(here, "minivercel_cluster_connections"), 1, 10);
        Assert.Contains("minivercel_cluster_calls{direction=\"out\"} ", here, StringComparison.Ordinal);
    }

    /// <summary>A span begins with its trace's id and goes on, name and tags, until the next id.</summary>
    private static string[] SpansOf(string id, string received) =>
        [.. received.Split(id).Skip(1).Select(rest => rest[..Math.Min(rest.Length, 600)])];
}
