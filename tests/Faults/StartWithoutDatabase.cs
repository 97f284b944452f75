using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using MiniVercel.Silo;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>A gateway that is started while its database is away serves what it knew, says what it is, and joins when it can.</summary>
public sealed class StartWithoutDatabase : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _database = TemporaryFolder.Create("away");
    private readonly string _data = TemporaryFolder.Create("kept");
    private PrivatePostgres _postgres = null!;

    private string UrlFile => Path.Combine(_data, "url");

    public async Task InitializeAsync() => await StartPostgres();

    public async Task DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_database, recursive: true);
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("gateway,worker,engine")]
    public async Task Its_sites_are_up_before_its_database_is_and_then_it_is_whole(string roles)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var secret = new string('s', 20);
        await using var rest = await TestSilo.Start(options: new SiloOptions { Database = _postgres.ConnectionString, ClusterSecret = secret });
        var options = new SiloOptions { Port = 0, Data = _data, Database = _postgres.ConnectionString, ClusterSecret = secret, Roles = roles.Split(',') };
        var project = await rest.Api.CreateProject("kept");
        await Show(rest, project, "before");
        await using (var before = await SiloHost.Start(options))
            Assert.Equal("before", (await Visit(before.Addresses.Port)).Text); // it has been here once, so its contents are
        File.Delete(UrlFile);

        await _postgres.Stop();
        var starting = SiloHost.Start(options, cancellationToken: limit.Token);
        var port = await PortThatIsSaid(limit.Token);

        Assert.Equal((200, "before"), (await Visit(port)) is var site ? (site.Status, site.Text) : default);
        Assert.Equal(404, (await RawHttp.Get(At(port), "nobody.localhost")).Status);
        Assert.Equal(200, (await Ask(port, "/health/live")).Status);
        var ready = await Ask(port, "/health/ready");
        Assert.Equal(503, ready.Status);
        Assert.Contains("kept from before", ready.Text, StringComparison.Ordinal);
        var api = await Ask(port, "/api/projects");
        Assert.Equal((503, "5", "application/problem+json"), (api.Status, api.Header("retry-after"), api.Header("content-type")));
        Assert.False(starting.IsCompleted);

        await StartPostgres();
        var (visits, failures) = (0, 0);
        while (!starting.IsCompleted)
        {
            visits++;
            failures += await IsServed(port) ? 0 : 1;
        }

        await using var silo = await starting;
        Assert.Equal(port, silo.Addresses.Port);
        Assert.True(visits > 20, $"only {visits} visitors came while the silo came up");
        Assert.InRange(failures, 0, 1); // one may have spoken on a connection in the very moment in which it was closed
        Assert.Equal(200, (await Ask(port, "/health/ready")).Status);
        await Show(rest, project, "after");
        Assert.Equal("after", (await Visit(port)).Text);
    }

    [Fact]
    public async Task Without_routes_of_its_own_it_waits_as_it_always_has()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _postgres.Stop();

        await Assert.ThrowsAnyAsync<Exception>(() => SiloHost.Start(
            new SiloOptions { Port = 0, Data = _data, Database = _postgres.ConnectionString, StartBudget = TimeSpan.FromSeconds(1) }, cancellationToken: limit.Token));

        Assert.False(File.Exists(UrlFile));
    }

    private static async Task Show(TestSilo silo, string project, string page)
    {
        var build = (await silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = page })).Text("id");
        (await silo.Api.Activate(project, build)).Expect(HttpStatusCode.OK);
    }

    private async Task<int> PortThatIsSaid(CancellationToken limit)
    {
        while (!File.Exists(UrlFile) || (await File.ReadAllTextAsync(UrlFile, limit)).Length == 0)
            await Task.Delay(20, limit);
        return new Uri((await File.ReadAllTextAsync(UrlFile, limit)).Trim()).Port;
    }

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);

    private static Task<RawResponse> Visit(int port) => RawHttp.Get(At(port), $"kept.localhost:{port}");

    private static Task<RawResponse> Ask(int port, string path) => RawHttp.Get(At(port), $"localhost:{port}", path);

    private static async Task<bool> IsServed(int port)
    {
        try
        {
            return await Visit(port) is { Status: 200, Text: "before" };
        }
        catch (HttpFailure)
        {
            return false;
        }
    }

    private async Task StartPostgres() => _postgres = await PrivatePostgres.Start(_database, NullLogger.Instance).WaitAsync(Patience);
}
