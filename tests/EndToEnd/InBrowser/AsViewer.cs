using System.Net;
using Microsoft.Playwright;
using MiniVercel.Testing.Machine;
using static Microsoft.Playwright.Assertions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>Who may look and nothing more: everything is there to be seen, what they may not do says why, and the API means it.</summary>
[Collection(DashboardCollection.Name)]
public sealed class AsViewer(DashboardInBrowser dashboard)
{
    private const string MayNotDeploy = "Only developers and owners of the team may do this. Ask one of its owners.";
    private const string MayNotManage = "Only owners of the team may do this.";

    [BrowserFact]
    public async Task An_invited_viewer_sees_all_of_it_and_cannot_do_any_of_it()
    {
        var (project, build) = await AProjectThatIsLive();
        await using var ada = await dashboard.VisitAsOwner();
        var invitation = await InviteViewer(ada);
        await using var vera = await dashboard.Visit(dashboard.Shared.Address);
        await Join(vera, invitation);

        await vera.Follow("seen");
        await MayNot(vera, "Roll back", MayNotDeploy);
        await MayNot(vera, "Build a branch", MayNotDeploy);
        await vera.GoTo($"/projects/{project}/builds/{build}");
        await vera.Sees("Live");
        await MayNot(vera, "Start again", MayNotDeploy);
        await MayNot(vera, "Build again", MayNotDeploy);
        await vera.GoTo($"/projects/{project}/settings");
        await MayNot(vera, "Delete the project", MayNotManage);
        await vera.GoTo("/team");
        await MayNot(vera, "Invite", MayNotManage);
        await vera.GoTo("/audit");
        await vera.Sees("The audit log is for owners of the team.");

        Assert.Equal(HttpStatusCode.OK, await Asks(vera, "GET", $"/api/projects/{project}"));
        Assert.Equal(HttpStatusCode.Forbidden, await Asks(vera, "POST", $"/api/projects/{project}/builds"));
        Assert.Equal(HttpStatusCode.Forbidden, await Asks(vera, "POST", $"/api/projects/{project}/deployments", $$"""{"build_id": "{{build}}"}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await Asks(vera, "DELETE", $"/api/projects/{project}"));
        Assert.Equal(HttpStatusCode.Forbidden, await Asks(vera, "POST", "/api/teams/team_default/invitations", """{"role": "owner"}"""));
    }

    private async Task<(string Project, string Build)> AProjectThatIsLive()
    {
        using var api = dashboard.Shared.Api();
        var project = await api.CreateProject("seen");
        var build = (await api.Build(project, new Dictionary<string, string> { ["index.html"] = "seen" })).Text("id");
        (await api.Activate(project, build)).Expect(HttpStatusCode.OK);
        return (project, build);
    }

    private static async Task<string> InviteViewer(Visitor ada)
    {
        await ada.Follow("Team");
        await ada.Page.GetByLabel("Role", new() { Exact = true }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Option, new() { Name = "Viewer" }).ClickAsync();
        await ada.Press("Invite");
        return await ada.Page.GetByRole(AriaRole.Dialog, new() { Name = "The invitation's link" }).Locator("code").InnerTextAsync();
    }

    private static async Task Join(Visitor vera, string invitation)
    {
        await vera.Page.GotoAsync(invitation);
        await vera.Sees("Make an account");
        await vera.Fill("Email", "vera@example.test");
        await vera.Fill("Password", Visitor.Password);
        await vera.Press("Make the account");
        await vera.Sees("Projects");
    }

    /// <summary>It can be reached, says why, and pressing it does nothing.</summary>
    private static async Task MayNot(Visitor vera, string button, string why)
    {
        var found = vera.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First;
        await Expect(found).ToBeDisabledAsync(); // as a screen reader has it
        await found.FocusAsync();
        await Expect(vera.Page.GetByRole(AriaRole.Tooltip).GetByText(why, new() { Exact = true })).ToBeAttachedAsync();
        await found.PressAsync("Enter");
        await Expect(vera.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    /// <summary>As a page's own script would, with its cookies.</summary>
    private static async Task<HttpStatusCode> Asks(Visitor vera, string method, string path, string? body = null) =>
        (HttpStatusCode)await vera.Page.EvaluateAsync<int>(
            """
            async ([method, path, body]) =>
              (await fetch(path, { method, ...(body === null ? {} : { body, headers: { "content-type": "application/json" } }) })).status
            """,
            new[] { method, path, body });
}
