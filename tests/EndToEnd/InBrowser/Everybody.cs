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

    /// <summary>How far what had been seen already moved while the rest came, in parts of the window.</summary>
    private const string Shifts =
        """
        () => new Promise(resolve => {
          let moved = 0;
          new PerformanceObserver(list => {
            for (const shift of list.getEntries()) if (!shift.hadRecentInput) moved += shift.value;
          }).observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => setTimeout(() => resolve(moved), 0));
        })
        """;

    private const double HardlySeen = 0.05;

    private static readonly string s_axe = Path.Combine(Repository.Root, "src", "Web", "node_modules", "axe-core", "axe.min.js");

    private static readonly Sight[] s_pagesOfAnybody =
    [
        new("login", "/login", "Log in"),
        new("login-link", "/login?link=mvl_used", "This link does not let anybody in any more"),
        new("login-refused", "/login?refused=email-taken", "GitHub has not let you in"),
        new("invitation", "/invitation", "An invitation"),
    ];

    /// <summary>Where docs/dashboard.md wants its pictures: they are taken when somebody says so.</summary>
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("MINIVERCEL_PICTURES");

    private static readonly (int Width, ColorScheme Colours)[] s_ways =
        [(1280, ColorScheme.Light), (360, ColorScheme.Light), (360, ColorScheme.Dark), (1280, ColorScheme.Dark)];

    [BrowserFact]
    public async Task No_page_stands_in_anybodys_way_wide_or_narrow_light_or_dark()
    {
        var axe = await File.ReadAllTextAsync(s_axe);
        await using var ada = await dashboard.VisitAsOwner();
        await using var nobody = await dashboard.Visit(dashboard.Shared.Address);
        var found = new List<string>();

        foreach (var page in await PagesOfAda())
            found.AddRange(await BarriersOf(ada, page, axe));
        foreach (var page in s_pagesOfAnybody)
            found.AddRange(await BarriersOf(nobody, page, axe));

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<IEnumerable<string>> BarriersOf(Visitor visitor, Sight page, string axe)
    {
        var found = new List<string>();
        await visitor.GoTo(page.Path);
        await visitor.Sees(page.Heading);
        await Expect(visitor.Page.Locator(".animate-breathe")).ToHaveCountAsync(0);
        if (await visitor.Page.EvaluateAsync<double>(Shifts) is > HardlySeen and var moved)
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{page.Path}: moves by {moved:F3} while it comes"));
        await visitor.Page.EvaluateAsync(axe);
        foreach (var (width, colours) in s_ways)
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours });
            await visitor.Page.SetViewportSizeAsync(width, 900);
            await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", colours == ColorScheme.Dark ? "dark" : "light");
            if (s_pictures is not null)
                await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, page.PictureOf(width, colours)) });
            foreach (var look in new[] { Violations, TooWide })
            {
                var seen = await visitor.Page.EvaluateAsync<string[]>(look);
                found.AddRange(seen.Select(one => string.Create(CultureInfo.InvariantCulture, $"{page.Path} at {width}, {colours}: {one}")));
            }
        }

        return found;
    }

    /// <summary>All pages of the dashboard, with something of everything on them.</summary>
    private async Task<IReadOnlyList<Sight>> PagesOfAda()
    {
        using var api = dashboard.Shared.Api();
        var repository = dashboard.Shared.NewRepository("everything");
        repository.Commit("Open the shop", ("index.html", "one"));
        var made = (await api.Post("/api/projects", new { name = "everything", git_url = repository.Url })).Expect(HttpStatusCode.Created);
        var project = made.Text("id");
        await FillSettings(api, project);
        var first = await Build(api, project);
        repository.Commit("Paint it", ("index.html", "two"));
        var live = await Build(api, project);
        (await api.Activate(project, first)).Expect(HttpStatusCode.OK);
        (await api.Activate(project, live)).Expect(HttpStatusCode.OK);
        repository.Commit("Hang lamps", ("vercel.json",
            """{ "buildCommand": "printf '\\033[31mError: it is broken\\033[0m\\n' >&2; echo https://example.com; exit 1", "outputDirectory": "out" }"""));
        var failed = await Build(api, project);
        return
        [
            new("projects", "/", "Projects"),
            new("new", "/new", "New project"),
            new("project", $"/projects/{project}", "Production"),
            new("build", $"/projects/{project}/builds/{live}", "Live"),
            new("failed", $"/projects/{project}/builds/{failed}", "The build has failed: Build"),
            new("deployments", $"/projects/{project}/deployments", "Deployments"),
            new("pull-requests", $"/projects/{project}/pull-requests", "Pull requests"),
            new("logs", $"/projects/{project}/logs", "Runtime logs"),
            new("settings", $"/projects/{project}/settings", "Settings"),
            new("team", "/team", "Team"),
            new("audit", "/audit", "Audit"),
            new("cluster", "/cluster", "Cluster"),
            new("account", "/account", "Your account"),
            new("device", "/device", "Let a command line in"),
            new("nowhere", "/nowhere", "There is no such page"),
        ];
    }

    private static async Task<string> Build(ApiDriver api, string project)
    {
        var build = (await api.Post($"/api/projects/{project}/builds", new { production = true })).Expect(HttpStatusCode.Accepted).Text("id");
        await api.WaitForBuild(build);
        return build;
    }

    private static async Task FillSettings(ApiDriver api, string project)
    {
        (await api.Post($"/api/projects/{project}/env", new { key = "GREETING", value = "hello" })).Expect(HttpStatusCode.Created);
        (await api.Post($"/api/projects/{project}/domains", new { name = "www.everything.example" })).Expect(HttpStatusCode.Created);
        (await api.Post($"/api/projects/{project}/hooks", new { name = "a system for content", branch = "main" })).Expect(HttpStatusCode.Created);
        (await api.Post("/api/tokens", new { name = "a pipeline", role = "read" })).Expect(HttpStatusCode.Created);
        (await api.Post("/api/teams/team_default/invitations", new { email = "somebody@example.test", role = "viewer" })).Expect(HttpStatusCode.Created);
    }

    /// <summary>A page, and by what it is known to be there.</summary>
    private sealed record Sight(string Name, string Path, string Heading)
    {
        public string PictureOf(int width, ColorScheme colours) => $"{Name}{(width < 1000 ? "-phone" : "")}{(colours == ColorScheme.Dark ? "-dark" : "")}.png";
    }
}
