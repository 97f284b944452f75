using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

[Collection(SiloCollection.Name)]
public class HealthTests(SharedSilo fixture)
{
    private ApiDriver Api => fixture.Silo.Api;

    [Fact]
    public async Task A_process_that_answers_lives() =>
        Assert.Equal("""{"status":"live"}""", (await Api.Get("/health/live")).Expect(HttpStatusCode.OK).Json!.ToJsonString());

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task A_gateway_with_its_database_and_its_routes_is_ready(string path)
    {
        var answer = (await Api.Get(path)).Expect(HttpStatusCode.OK);

        Assert.Equal("""{"database":"ok","lease":"ok","routes":"ok"}""", answer.Json!["checks"]!.ToJsonString());
        Assert.Equal("ready", answer.Text("status"));
    }

    [Fact]
    public async Task A_worker_says_what_builds_are_walled_in_by()
    {
        var walls = fixture.Silo.Services.GetRequiredService<IBoxes>().Walls;

        Assert.Equal(walls.Word, (await Api.Get("/health/ready")).Text("sandbox"));
    }

    [Fact]
    public async Task A_project_is_healthy_once_something_is_deployed_and_unknown_once_it_is_gone()
    {
        var site = await Site.Create(fixture.Silo, "health");

        var before = await Api.Get($"/api/health/{site.Project}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (before.Status, before.Text("status")));
        Assert.Null(before.Json!["deployment_id"]);

        var deployment = await site.Deploy("page");
        var up = await Api.Get($"/api/health/{site.Project}");
        Assert.Equal(
            (HttpStatusCode.OK, "healthy", deployment.Text("id")), (up.Status, up.Text("status"), up.Text("deployment_id")));

        (await Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get($"/api/health/{site.Project}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get("/api/health/prj_unknown")).Status);
    }

    [Fact]
    public async Task A_project_whose_first_page_is_nowhere_is_unhealthy_until_it_is_back()
    {
        var (site, hash) = await Deployed();

        var down = await Without(hash, () => Api.Get($"/api/health/{site.Project}"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (down.Status, down.Text("status")));
        Assert.NotEmpty(down.Text("reason"));
        (await Api.Get($"/api/health/{site.Project}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_project_whose_first_page_is_on_a_machine_that_does_not_answer_is_unhealthy_before_visitors_have_waited_in_vain()
    {
        var (site, hash) = await Deployed();
        await using var database = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using var elsewhere = database.CreateCommand($"insert into blob_locations (blob, node_id) values ('{hash}', 'a machine that is switched off')");
        await elsewhere.ExecuteNonQueryAsync();

        var down = await Without(hash, () => Api.Get($"/api/health/{site.Project}"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, down.Status);
        Assert.Contains("do not answer", down.Text("reason"), StringComparison.Ordinal);
    }

    private async Task<(Site Site, string Hash)> Deployed()
    {
        var page = $"the page of {Site.NewName("lost")}";
        var site = await Site.Create(fixture.Silo, "unreadable");
        await site.Deploy(page);
        return (site, Site.HashOf(System.Text.Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>While the content is not on the disk.</summary>
    private async Task<ApiAnswer> Without(string hash, Func<Task<ApiAnswer>> ask)
    {
        var blob = Path.Combine(fixture.Silo.Folder, "blobs", hash[..2], hash);
        File.Move(blob, blob + ".away");
        try
        {
            return await ask();
        }
        finally
        {
            File.Move(blob + ".away", blob);
        }
    }
}
