using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Telemetry;

/// <summary>What a collector gets that the standard variable names.</summary>
public class OtlpTests
{
    [Fact]
    public async Task Traces_and_metrics_of_a_deployment_arrive_at_the_collector()
    {
        await using var collector = await Collector.Start();
        var folder = TemporaryFolder.Create("otlp");
        await using (var silo = await SiloProcess.Start(folder, database: await TestPostgres.NewDatabase(), environment: collector.Environment))
        {
            using var api = silo.Api();
            var project = await api.CreateProject("traced");
            var build = await api.Build(project, new Dictionary<string, string> { ["index.html"] = "traced" });
            (await api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
        } // what was collected is sent before the process ends

        Assert.Contains("minivercel.build.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("minivercel.grain.call.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Received("/v1/metrics"), StringComparison.Ordinal);
        foreach (var source in new[] { "MiniVercel.Grains", "project Activate", "Microsoft.AspNetCore", "Npgsql" })
            Assert.Contains(source, collector.Received("/v1/traces"), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
