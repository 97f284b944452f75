using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>A branch has an address of its own, where its newest successful build answers.</summary>
[Collection(SiloCollection.Name)]
public class BranchHostTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task Each_branch_shows_its_newest_build_and_hides_it_from_searches()
    {
        var site = await Site.Create(Silo, "branched");
        await site.Build("old", "feature/Login");
        var newest = await site.Build("new", "feature/Login");
        await site.Build("main", "main");

        var answer = await Ask($"{site.Name}-git-feature-login");
        Assert.Equal((200, "new"), (answer.Status, answer.Text));
        Assert.Equal((newest.Text("id"), "noindex"), (answer.Header("x-mv-deployment"), answer.Header("x-robots-tag")));
        Assert.Equal("main", (await Ask($"{site.Name}-git-main")).Text);
        Assert.Equal(404, (await Ask($"{site.Name}-git-feature-Login-2")).Status);
        Assert.Equal($"http://{Silo.SiteHost($"{site.Name}-git-feature-login")}", newest.Text("branch_url"));
    }

    [Fact]
    public async Task Branches_that_would_have_one_name_have_two()
    {
        var site = await Site.Create(Silo, "alike");
        var (one, other) = (await site.Build("one", "a/b"), await site.Build("other", "a-b"));
        await site.Build("one again", "a/b");

        Assert.Equal("one again", (await Ask($"{site.Name}-git-a-b")).Text);
        Assert.NotEqual(one.Text("branch_url"), other.Text("branch_url"));
        Assert.Equal("other", (await RawHttp.Get(Silo.Endpoint, new Uri(other.Text("branch_url")).Authority)).Text);
    }

    [Fact]
    public async Task What_another_projects_branch_is_called_is_not_taken_away_by_a_clever_name()
    {
        var site = await Site.Create(Silo, "victim");
        await site.Build("mine", "git-x");
        var name = $"{site.Name}-git";
        var clever = new Site(Silo, await Silo.Api.CreateProject(name), name);
        var build = await clever.Build("theirs", "x");

        Assert.Equal("mine", (await Ask($"{site.Name}-git-git-x")).Text);
        Assert.Equal("theirs", (await RawHttp.Get(Silo.Endpoint, new Uri(build.Text("branch_url")).Authority)).Text);
    }

    [Fact]
    public async Task A_deleted_build_gives_the_branch_back_to_the_newest_that_is_left()
    {
        var site = await Site.Create(Silo, "given-back");
        var builds = new[] { await site.Build("1", "dev"), await site.Build("2", "dev"), await site.Build("3", "dev") };

        foreach (var (deleted, left) in new[] { (1, "3"), (2, "1") })
        {
            (await Silo.Api.Delete($"/api/builds/{builds[deleted].Text("id")}")).Expect(HttpStatusCode.NoContent);
            Assert.Equal(left, (await Ask($"{site.Name}-git-dev")).Text);
        }

        (await Silo.Api.Delete($"/api/builds/{builds[0].Text("id")}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(404, (await Ask($"{site.Name}-git-dev")).Status);
    }

    [Fact]
    public async Task A_new_name_of_the_project_is_the_branches_new_name()
    {
        var site = await Site.Create(Silo, "moving");
        await site.Build("page", "dev");
        var name = Site.NewName("moved");

        (await Silo.Api.Put($"/api/projects/{site.Project}", new { name })).Expect(HttpStatusCode.OK);

        Assert.Equal("page", (await Ask($"{name}-git-dev")).Text);
        Assert.Equal(404, (await Ask($"{site.Name}-git-dev")).Status);
        await site.Build("next page", "dev");
        Assert.Equal("next page", (await Ask($"{name}-git-dev")).Text);
    }

    [Fact]
    public async Task A_deleted_project_takes_its_branches_with_it()
    {
        var site = await Site.Create(Silo, "gone-branches");
        await site.Build("page", "dev");

        (await Silo.Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(404, (await Ask($"{site.Name}-git-dev")).Status);
    }

    private Task<RawResponse> Ask(string label) => RawHttp.Get(Silo.Endpoint, Silo.SiteHost(label));
}
