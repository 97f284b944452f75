using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using static Microsoft.Playwright.Assertions;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>Every page can be used by everybody: on a small screen, in the dark, by keyboard and by ear.</summary>
[Collection(DashboardCollection.Name)]
public sealed class Everybody(DashboardInBrowser dashboard)
{
    private const string Violations = "async () => (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))";
    private const string TooWide =
        """
        () => document.scrollingElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
          .filter(element => element.getBoundingClientRect().right > innerWidth).map(element => `too wide: ${element.outerHTML.slice(0, 200)}`)
        """;

    private static readonly string s_axe = Path.Combine(Repository.Root, "src", "Web", "node_modules", "axe-core", "axe.min.js");

    private static readonly (int Width, ColorScheme Colours)[] s_ways =
        [(1280, ColorScheme.Light), (360, ColorScheme.Light), (360, ColorScheme.Dark), (1280, ColorScheme.Dark)];

    [BrowserFact]
    public async Task No_page_stands_in_anybodys_way_wide_or_narrow_light_or_dark()
    {
        var axe = await File.ReadAllTextAsync(s_axe);
        await using var ada = await dashboard.VisitAsOwner();
        await using var nobody = await dashboard.Visit(dashboard.Shared.Address);
        var found = new List<string>();

        foreach (var (path, heading) in await PagesOfAda())
            found.AddRange(await BarriersOf(ada, path, heading, axe));
        foreach (var (path, heading) in new[] { ("/login", "Log in"), ("/login?link=mvl_used", "This link does not let anybody in any more"), ("/login?refused=email-taken", "GitHub has not let you in"), ("/invitation", "An invitation") })
            found.AddRange(await BarriersOf(nobody, path, heading, axe));

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<IEnumerable<string>> BarriersOf(Visitor visitor, string path, string heading, string axe)
    {
        var found = new List<string>();
        await visitor.GoTo(path);
        await visitor.Sees(heading);
        await Expect(visitor.Page.Locator(".animate-breathe")).ToHaveCountAsync(0);
        await visitor.Page.EvaluateAsync(axe);
        foreach (var (width, colours) in s_ways)
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours });
            await visitor.Page.SetViewportSizeAsync(width, 900);
            await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", colours == ColorScheme.Dark ? "dark" : "light");
            foreach (var look in new[] { Violations, TooWide })
            {
                var seen = await visitor.Page.EvaluateAsync<string[]>(look);
                found.AddRange(seen.Select(one => string.Create(CultureInfo.InvariantCulture, $"{path} at {width}, {colours}: {one}")));
            }
        }

        return found;
    }

    /// <summary>All pages of the dashboard, with something of everything on them.</summary>
    private async Task<IReadOnlyList<(string Path, string Heading)>> PagesOfAda()
    {
        using var api = dashboard.Shared.Api();
        var project = await api.CreateProject("everything");
        await FillSettings(api, project);
        var live = (await api.Build(project, new Dictionary<string, string> { ["index.html"] = "one" })).Text("id");
        (await api.Activate(project, live)).Expect(HttpStatusCode.OK);
        var other = (await api.Build(project, new Dictionary<string, string> { ["index.html"] = "two" })).Text("id");
        (await api.Activate(project, other)).Expect(HttpStatusCode.OK);
        (await api.Activate(project, live)).Expect(HttpStatusCode.OK);
        var failed = (await api.Build(project, new Dictionary<string, string>
        {
            ["vercel.json"] = """{ "buildCommand": "printf '\\033[31mError: it is broken\\033[0m\\n' >&2; echo https://example.com; exit 1", "outputDirectory": "out" }""",
        })).Text("id");
        return
        [
            ("/", "Projects"),
            ("/new", "New project"),
            ($"/projects/{project}", "Production"),
            ($"/projects/{project}/builds/{live}", "Live"),
            ($"/projects/{project}/builds/{failed}", "The build has failed: Build"),
            ($"/projects/{project}/deployments", "Deployments"),
            ($"/projects/{project}/pull-requests", "Pull requests"),
            ($"/projects/{project}/logs", "Runtime logs"),
            ($"/projects/{project}/settings", "Settings"),
            ("/team", "Team"),
            ("/audit", "Audit"),
            ("/cluster", "Cluster"),
            ("/account", "Your account"),
            ("/device", "Let a command line in"),
            ("/nowhere", "There is no such page"),
        ];
    }

    private static async Task FillSettings(ApiDriver api, string project)
    {
        (await api.Post($"/api/projects/{project}/env", new { key = "GREETING", value = "hello" })).Expect(HttpStatusCode.Created);
        (await api.Post($"/api/projects/{project}/domains", new { name = "www.everything.example" })).Expect(HttpStatusCode.Created);
        (await api.Post($"/api/projects/{project}/hooks", new { name = "a system for content", branch = "main" })).Expect(HttpStatusCode.Created);
        (await api.Post("/api/tokens", new { name = "a pipeline", role = "read" })).Expect(HttpStatusCode.Created);
        (await api.Post("/api/teams/team_default/invitations", new { email = "somebody@example.test", role = "viewer" })).Expect(HttpStatusCode.Created);
    }
}
