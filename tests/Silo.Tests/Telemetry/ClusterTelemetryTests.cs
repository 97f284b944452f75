using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Telemetry;

/// <summary>What is told of a gateway and of the silo behind it, which nobody reaches from outside. Each has a collector of its own.</summary>
public sealed partial class ClusterTelemetryTests : IAsyncLifetime
{
    private readonly string _folder = TemporaryFolder.Create("telemetry");
    private Collector _ofGateway = null!;
    private Collector _ofWorker = null!;
    private SiloProcess _gateway = null!;
    private SiloProcess _worker = null!;

    public async Task InitializeAsync()
    {
        (_ofGateway, _ofWorker) = (await Collector.Start(), await Collector.Start());
        var database = await TestPostgres.NewDatabase();
        _gateway = await Start("gateway", database, _ofGateway);
        _worker = await Start("worker,engine", database, _ofWorker);
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _gateway.DisposeAsync();
        await _ofWorker.DisposeAsync();
        await _ofGateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_cluster_shows_both_silos_and_metrics_are_asked_of_either()
    {
        using var api = _gateway.Api();
        await Deploy(api, "measured");

        var cluster = (await api.Get("/api/cluster")).Expect(HttpStatusCode.OK);
        var silos = cluster["silos"].AsArray().ToDictionary(s => string.Join(',', s!["roles"]!.AsArray()), s => s!);
        Assert.Equal(["gateway", "worker,engine"], silos.Keys.Order());
        Assert.All(silos.Values, s => Assert.True(s["is_alive"]!.GetValue<bool>()));
        Assert.All(silos.Values, s => Assert.InRange(s["lease_age_seconds"]!.GetValue<double>(), 0, 3));
        Assert.Equal(cluster["route_clock"]["n"]!.GetValue<long>(), silos["gateway"]["applied_n"]!.GetValue<long>());
        Assert.Null(silos["worker,engine"]["applied_n"]);
        Assert.InRange(silos.Values.Sum(s => s["grains"]!.GetValue<int>()), 1, 100);

        var here = await Metrics();
        Assert.DoesNotContain("minivercel_build_duration", here, StringComparison.Ordinal);

        var node = silos["worker,engine"]["node_id"]!.GetValue<string>();
        var there = await Metrics(node);
        Assert.Contains("minivercel_build_duration_seconds_count{outcome=\"ended\"} 1", there, StringComparison.Ordinal);
        Assert.InRange(ValueOf(there, "minivercel_lease_age_seconds"), 0, 3);

        Assert.Equal(HttpStatusCode.NotFound, (await api.Get("/metrics?node=nobody")).Status);
        await _worker.Kill();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.Get($"/metrics?node={node}")).Status);
    }

    private Task<SiloProcess> Start(string roles, string database, Collector collector) => SiloProcess.Start(
        Directory.CreateDirectory(Path.Combine(_folder, roles)).FullName,
        ["--port", "0", "--database", database, "--cluster-secret", "a secret that two silos share", "--roles", roles],
        [], environment: collector.Environment);

    private static async Task Deploy(ApiDriver api, string name)
    {
        var project = await api.CreateProject(name);
        var build = await api.Build(project, new Dictionary<string, string> { ["index.html"] = name });
        (await api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
    }

    private async Task<string> Metrics(string? node = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_gateway.Endpoint}") };
        var token = await File.ReadAllTextAsync(Path.Combine(_gateway.Folder, "admin-token"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return await http.GetStringAsync(new Uri(node is null ? "/metrics" : $"/metrics?node={node}", UriKind.Relative));
    }

    private static double ValueOf(string metrics, string name) => double.Parse(
        metrics.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
}
