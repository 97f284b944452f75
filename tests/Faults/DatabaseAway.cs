using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using MiniVercel.Silo;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>Losing the database is not losing the world: calls wait and then say so, sites are served all the while.</summary>
public sealed class DatabaseAway : IAsyncLifetime
{
    private readonly string _folder = TemporaryFolder.Create("away");
    private PrivatePostgres _postgres = null!;

    public async Task InitializeAsync() => await StartPostgres();

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_restart_is_waited_out()
    {
        await using var silo = await TestSilo.Start(options: new SiloOptions { Database = _postgres.ConnectionString });
        await silo.Api.CreateProject("before");

        await _postgres.Stop();
        var read = silo.Api.Get("/api/projects");
        var written = silo.Api.Post("/api/projects", new { name = "during" });
        await StartPostgres();

        Assert.Equal(HttpStatusCode.OK, (await read).Status);
        Assert.Equal(HttpStatusCode.Created, (await written).Status);
        Assert.Equal(2, (await silo.Api.Get("/api/projects"))["items"].AsArray().Count);
    }

    [Fact]
    public async Task A_database_that_stays_away_is_an_error_of_its_own_and_no_sites_trouble()
    {
        await using var silo = await TestSilo.Start(options: new SiloOptions
        {
            Database = _postgres.ConnectionString,
            DatabaseBudget = TimeSpan.FromSeconds(2),
        });
        var project = await silo.Api.CreateProject("served");
        var build = (await silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "still here" })).Text("id");
        (await silo.Api.Activate(project, build)).Expect(HttpStatusCode.OK);
        var unseen = await silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "never visited" });
        await using var load = LoadGenerator.Start(LoadPlan.For(silo.Endpoint, silo.SiteHost("served"), "/") with { Connections = 4 });
        await load.More(100);

        await _postgres.Stop();
        var answers = await Task.WhenAll(
            silo.Api.Get("/api/projects"),
            silo.Api.Post("/api/projects", new { name = "lost" }),
            silo.Api.Post($"/api/projects/{project}/deployments?wait=true", new { build_id = build }));
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.NotEmpty(answer.Text("trace_id"));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await silo.Api.Get("/health/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await silo.Api.Get("/health/live")).Status);
        Assert.Equal(503, (await RawHttp.Get(silo.Endpoint, new Uri(unseen.Text("preview_url")).Authority)).Status);
        await load.More(100);

        await StartPostgres();
        Assert.Equal(HttpStatusCode.Created, (await silo.Api.Post("/api/projects", new { name = "found" })).Status);
        (await silo.Api.Activate(project, build)).Expect(HttpStatusCode.OK);
        await load.More(100);

        var report = await load.Stop();
        Assert.True(report.Failed == 0, report.ToString());
    }

    private async Task StartPostgres() => _postgres = await PrivatePostgres.Start(_folder, NullLogger.Instance);
}
