using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Running;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Running;

/// <summary>A whole silo a long time after its deployments.</summary>
public sealed class HousekeeperTests : IAsyncLifetime
{
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task An_old_build_goes_with_its_files_and_what_serves_is_whole()
    {
        var project = await _silo.Api.CreateProject("kept");
        (await _silo.Api.Put($"/api/projects/{project}", new { retention_days = 30 })).Expect(HttpStatusCode.OK);
        var preview = await _silo.Api.Build(project, Page("old preview"));
        var active = await _silo.Api.Build(project, Page("active"));
        var newest = await _silo.Api.Build(project, Page("newest"));
        (await _silo.Api.Activate(project, active.Text("id"))).Expect(HttpStatusCode.OK);
        await LongAfter();

        await _silo.Services.GetRequiredService<Housekeeper>().Keep(CancellationToken.None);

        Assert.Equal(HttpStatusCode.NotFound, (await _silo.Api.Get($"/api/builds/{preview.Text("id")}")).Status);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_silo.Folder, "blobs"), "*", SearchOption.AllDirectories).Length);
        Assert.Equal("active", (await RawHttp.Get(_silo.Endpoint, _silo.SiteHost("kept"))).Text);
        (await _silo.Api.Activate(project, newest.Text("id"))).Expect(HttpStatusCode.OK);
        Assert.Equal("newest", (await RawHttp.Get(_silo.Endpoint, _silo.SiteHost("kept"))).Text);

        var again = await _silo.Api.Build(project, Page("old preview"));
        Assert.Equal("success", again.Text("status"));
    }

    private static Dictionary<string, string> Page(string text) => new() { ["index.html"] = text };

    private Task<int> LongAfter() => _silo.Services.GetRequiredService<Database>().Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(
        """
        update team_blobs set pinned_until = clock_timestamp() - interval '1 second';
        update builds set state = jsonb_set(state, '{completed_at}', '"2020-01-01T00:00:00.000Z"')
        """,
        cancellationToken: token)));
}
