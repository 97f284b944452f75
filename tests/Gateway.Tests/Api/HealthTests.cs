using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

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
        var page = $"the page of {Site.NewName("lost")}";
        var site = await Site.Create(fixture.Silo, "unreadable");
        await site.Deploy(page);
        var hash = Site.HashOf(System.Text.Encoding.UTF8.GetBytes(page));
        var blob = Path.Combine(fixture.Silo.Folder, "blobs", hash[..2], hash);

        File.Move(blob, blob + ".away");
        var down = await Api.Get($"/api/health/{site.Project}");
        File.Move(blob + ".away", blob);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (down.Status, down.Text("status")));
        Assert.NotEmpty(down.Text("reason"));
        (await Api.Get($"/api/health/{site.Project}")).Expect(HttpStatusCode.OK);
    }
}
