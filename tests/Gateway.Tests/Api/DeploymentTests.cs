using System.Net;
using System.Text;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

[Collection(HeldSiloCollection.Name)]
public class DeploymentTests(HeldSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    private ApiDriver Api => fixture.Silo.Api;

    [Fact]
    public async Task An_activation_is_accepted_before_it_has_ended()
    {
        var site = await Site.Create(Silo, "accepted");
        var build = await site.Build("page");
        using var hold = fixture.Gate.At(Failpoint.ActivationClaimed);

        var accepted = await Api.Post($"/api/projects/{site.Project}/deployments", new { build_id = build.Text("id") });

        Assert.Equal((HttpStatusCode.Accepted, "activating"), (accepted.Status, accepted.Text("status")));
        Assert.Equal($"/api/deployments/{accepted.Text("id")}", accepted.Headers.Location?.ToString());
        Assert.Equal(
            ["activated_at", "app", "build_id", "created_at", "detail", "id", "is_rollback", "project_id", "reason", "status"],
            accepted.Json!.AsObject().Select(f => f.Key).Order());
    }

    [Fact]
    public async Task An_activation_waited_for_is_answered_when_it_serves()
    {
        var site = await Site.Create(Silo, "waited");
        var build = await site.Build("page");
        using var hold = fixture.Gate.At(Failpoint.ActivationClaimed);

        var waiting = Api.Activate(site.Project, build.Text("id"));
        await hold.Reached();
        Assert.Equal(["activating"], await Statuses(site));
        Assert.Equal((503, false), ((await site.Get()).Status, waiting.IsCompleted));
        hold.LetGo();
        var active = (await waiting).Expect(HttpStatusCode.OK);

        Assert.Equal(("active", build.Text("id")), (active.Text("status"), active.Text("build_id")));
        Assert.NotNull(active.Json!["activated_at"]);
        Assert.Equal((200, active.Text("id")), ((await site.Get()).Status, (await site.Get()).Header("x-mv-deployment")));
        Assert.Equal(active.Text("id"), (await Api.Get($"/api/projects/{site.Project}")).Text("active_deployment_id"));
    }

    [Fact]
    public async Task An_activation_overtaken_by_a_newer_one_is_told_so()
    {
        var site = await Site.Create(Silo, "overtaken");
        var (first, second) = (await site.Build("first"), await site.Build("second"));
        using var hold = fixture.Gate.At(Failpoint.ActivationPrepared);
        var slow = Api.Activate(site.Project, first.Text("id"));
        await hold.Reached();

        await site.Activate(second.Text("id"));
        hold.LetGo();

        var refused = await slow;
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("newer_activation", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("second", (await site.Get()).Text);
        Assert.Equal(["active", "inactive"], await Statuses(site));
    }

    [Fact]
    public async Task A_build_damaged_on_the_disk_is_not_activated_and_the_old_one_still_serves()
    {
        var site = await Site.Create(Silo, "hurt");
        var old = await site.Deploy("old");
        var content = $"new {site.Name}";
        var build = await site.Build(content);
        var hash = Site.HashOf(Encoding.UTF8.GetBytes(content));
        var blob = Path.Combine(Silo.Folder, "blobs", hash[..2], hash);
        File.Delete(blob);
        await File.WriteAllTextAsync(blob, "bad");

        var answer = await Api.Activate(site.Project, build.Text("id"));

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("artifact_damaged", answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(("old", old.Text("id")), ((await site.Get()).Text, (await site.Get()).Header("x-mv-deployment")));
        Assert.Equal(["unhealthy", "active"], await Statuses(site));
    }

    [Fact]
    public async Task One_deployment_is_active_and_going_back_is_a_rollback()
    {
        var site = await Site.Create(Silo, "back");
        var (one, two) = (await site.Build("one"), await site.Build("two"));

        var first = await site.Activate(one.Text("id"));
        var second = await site.Activate(two.Text("id"));
        var back = await site.Activate(one.Text("id"));

        Assert.Equal([false, false, true], new[] { first, second, back }.Select(d => d["is_rollback"].GetValue<bool>()));
        Assert.Equal(["active", "inactive", "inactive"], await Statuses(site));
        Assert.Equal(("one", back.Text("id")), ((await site.Get()).Text, (await site.Get()).Header("x-mv-deployment")));
    }

    [Fact]
    public async Task Who_waits_for_an_activation_of_a_project_that_is_deleted_meanwhile_is_told_so()
    {
        var site = await Site.Create(Silo, "waited-and-gone");
        var build = await site.Build("page");
        using var hold = fixture.Gate.At(Failpoint.ActivationClaimed);
        var waiting = Api.Activate(site.Project, build.Text("id"));
        await hold.Reached();

        (await Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.NotFound, (await waiting).Status);
    }

    [Fact]
    public async Task An_earlier_deployment_is_activated_again_as_a_new_one()
    {
        var site = await Site.Create(Silo, "again");
        var first = await site.Deploy("one");
        await site.Deploy("two");

        var again = (await Api.Post($"/api/deployments/{first.Text("id")}/activate?wait=true")).Expect(HttpStatusCode.OK);

        Assert.NotEqual(first.Text("id"), again.Text("id"));
        Assert.Equal((first.Text("build_id"), true), (again.Text("build_id"), again["is_rollback"].GetValue<bool>()));
        Assert.Equal("one", (await site.Get()).Text);
        Assert.Equal("inactive", (await Api.Get($"/api/deployments/{first.Text("id")}")).Text("status"));
        Assert.Equal(HttpStatusCode.Accepted, (await Api.Post($"/api/deployments/{first.Text("id")}/activate")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post("/api/deployments/dpl_unknown/activate")).Status);
    }

    [Fact]
    public async Task A_production_build_activates_itself_and_another_does_not()
    {
        var site = await Site.Create(Silo, "automatic");
        await Api.Build(site.Project, new Dictionary<string, string> { ["index.html"] = "preview" });
        Assert.Empty(await Statuses(site));

        var build = await Api.Build(site.Project, new Dictionary<string, string> { ["index.html"] = "production" }, production: true);

        var recorded = await FirstDeployment(site);
        Assert.Equal((build.Text("id"), false), (recorded.Text("build_id"), recorded["is_rollback"].GetValue<bool>()));
        await site.Activate(build.Text("id")); // a later one: when it has ended, so has the one before
        Assert.Equal("production", (await site.Get()).Text);
    }

    [Fact]
    public async Task Where_the_project_says_so_a_production_build_waits_for_somebody_to_activate_it()
    {
        var site = await Site.Create(Silo, "staged");
        (await Api.Put($"/api/projects/{site.Project}", new { auto_activate = false })).Expect(HttpStatusCode.OK);
        using var hold = fixture.Gate.At(Failpoint.HandedOver);
        var staged = await Api.Build(site.Project, new Dictionary<string, string> { ["index.html"] = "staged" }, production: true);
        await hold.Reached();
        hold.LetGo();
        Assert.Empty(await Statuses(site));
        (await Api.Put($"/api/projects/{site.Project}", new { auto_activate = true })).Expect(HttpStatusCode.OK);
        var next = await Api.Build(site.Project, new Dictionary<string, string> { ["index.html"] = "next" }, production: true);
        Assert.Equal(next.Text("id"), (await FirstDeployment(site)).Text("build_id"));

        await site.Activate(staged.Text("id"));

        Assert.Equal("staged", (await site.Get()).Text);
        Assert.Equal(2, (await Statuses(site)).Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_list_goes_through_every_deployment_once_the_newest_first(int limit)
    {
        var site = await Site.Create(Silo, "deployments");
        var build = await site.Build("page");
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
            made.Insert(0, (await site.Activate(build.Text("id"))).Text("id"));

        var pages = await Listing.Pages(Api, $"/api/projects/{site.Project}/deployments", limit);

        Assert.Equal(made, pages.SelectMany(p => p));
        Assert.Equal(3 / limit, pages.Count);
    }

    [Fact]
    public async Task A_host_resolves_to_what_serves_it_in_every_spelling()
    {
        var site = await Site.Create(Silo, "resolved");
        var build = await site.Build("page");
        await site.Activate(build.Text("id"));
        var active = await site.Activate(build.Text("id"));

        foreach (var host in new[] { $"{site.Name}.localhost", Silo.SiteHost(site.Name), $"{site.Name.ToUpperInvariant()}.localhost." })
        {
            var answer = (await Api.Get($"/api/domains/resolve/{host}")).Expect(HttpStatusCode.OK);
            Assert.Equal(
                (site.Project, build.Text("id"), active.Text("id"), 2, false),
                (answer.Text("project_id"), answer.Text("build_id"), answer.Text("deployment_id"), answer["generation"].GetValue<int>(),
                 answer["is_preview"].GetValue<bool>()));
        }

        var preview = await Api.Get($"/api/domains/resolve/{new Uri(build.Text("preview_url")).Host}");
        Assert.Equal((build.Text("id"), true), (preview.Text("build_id"), preview["is_preview"].GetValue<bool>()));
        Assert.Null(preview.Json!["deployment_id"]);
        foreach (var host in new[] { "nobody.localhost", "localhost", site.Name, $"a.{site.Name}.localhost", "evil.com" })
            Assert.Equal((host, HttpStatusCode.NotFound), (host, (await Api.Get($"/api/domains/resolve/{host}")).Status));
    }

    private async Task<IEnumerable<string>> Statuses(Site site) =>
        (await Api.Get($"/api/projects/{site.Project}/deployments"))["items"].AsArray().Select(d => d!["status"]!.GetValue<string>());

    /// <summary>The build's success and the deployment it asks for are two records: the second follows the first.</summary>
    private async Task<ApiAnswer> FirstDeployment(Site site)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var list = (await Api.Get($"/api/projects/{site.Project}/deployments"))["items"].AsArray();
            if (list.Count > 0)
                return await Api.Get($"/api/deployments/{list[0]!["id"]}");
            await Task.Delay(10, limit.Token);
        }
    }
}
