using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>What an activation makes of servers that do not do what they should: it ends with a reason, and what served before still does.</summary>
public sealed class AppActivationTests(AppSilo silo) : IClassFixture<AppSilo>
{
    private static readonly Dictionary<string, string> EndsAtOnce =
        ScriptedApp.Serving("two", before: "console.error('There is no database.'); process.exit(7);");

    private static readonly Dictionary<string, string> ListensNowhere = ScriptedApp.Serving("two", listen: "setInterval(() => {}, 1000);");

    private static readonly Dictionary<string, string> NeverAnswers = ScriptedApp.Serving("two", answer: "return;");

    private static readonly Dictionary<string, string> AnswersWithErrors = ScriptedApp.Serving("two", answer: "return response.writeHead(500).end();");

    private static readonly Dictionary<string, string> GoesInACircle =
        ScriptedApp.Serving("two", answer: """return response.writeHead(302, { location: request.url === "/" ? "/a" : "/" }).end();""");

    private static readonly Dictionary<string, string> Trickles = ScriptedApp.Serving(
        "two", answer: """for (const letter of "HTTP/1.1 200 OK") { response.socket.write(letter); await pause(300); } return;""");

    private static readonly Dictionary<string, string> Multiplies = ScriptedApp.Serving("two", before: """
        import { spawn } from "node:child_process";
        for (let i = 0; i < 25; i++) spawn("sleep", ["60"]);
        await pause(2000);
        """);

    /// <summary>And how fast its time passes: who is waited for in vain has a minute and a half until it listens and seconds until it answers.</summary>
    public static TheoryData<string, string, int> Unwell => new()
    {
        { nameof(EndsAtOnce), "app_exited", 1 },
        { nameof(ListensNowhere), "app_not_listening", 15 },
        { nameof(NeverAnswers), "health_check_failed", 5 },
        { nameof(AnswersWithErrors), "health_check_failed", 1 },
        { nameof(GoesInACircle), "health_check_failed", 1 },
        { nameof(Trickles), "health_check_failed", 5 },
    };

    [NpmRegistryTheory]
    [MemberData(nameof(Unwell))]
    public async Task An_app_that_is_not_well_changes_nothing(string app, string reason, int pace)
    {
        var project = await silo.NewProject();
        var first = await project.Deploy(ScriptedApp.Serving("one"));
        var second = await project.Build(Named(app));

        silo.Clock.Pace = pace;
        var refused = await project.Activate(second);
        silo.Clock.Pace = 1;

        refused.Expect(HttpStatusCode.Conflict);
        var newest = await Newest(project);
        Assert.Equal(("unhealthy", reason), (newest["status"]!.GetValue<string>(), newest["reason"]!.GetValue<string>()));
        Assert.NotEmpty(newest["detail"]!.GetValue<string>());
        var answer = await project.Get();
        Assert.Equal((200, "<h1>one</h1>", first.Text("id")), (answer.Status, answer.Text, answer.Header("x-mv-deployment")));
    }

    [NpmRegistryFact]
    public async Task The_last_words_of_an_app_that_ends_at_once_are_kept()
    {
        var project = await silo.NewProject();
        await project.Activate(await project.Build(EndsAtOnce));

        var detail = (await Newest(project))["detail"]!.GetValue<string>();
        Assert.Contains("exit code 7", detail, StringComparison.Ordinal);
        Assert.Contains("There is no database.", detail, StringComparison.Ordinal);
    }

    [NpmRegistryFact]
    public async Task An_app_is_asked_for_the_page_that_its_project_names()
    {
        var project = await silo.NewProject();
        var build = await project.Build(ScriptedApp.Serving("one", answer: "if (request.url !== '/up?deep=1') return response.writeHead(500).end();"));
        Assert.Equal(HttpStatusCode.Conflict, (await project.Activate(build)).Status);

        await project.Change(new { health_path = "/up?deep=1" });

        (await project.Activate(build)).Expect(HttpStatusCode.OK);
    }

    [NpmRegistryFact]
    public async Task An_app_may_take_as_much_as_its_project_says_from_its_next_start_on()
    {
        var project = await silo.NewProject();
        await project.Change(new { app_memory_mb = 128 });
        var build = await project.Build(ScriptedApp.Serving("one", before: "globalThis.kept = Buffer.alloc(300 << 20, 1); await pause(2000);"));
        Assert.Equal(HttpStatusCode.Conflict, (await project.Activate(build)).Status);
        Assert.Contains("more memory than its 128 MB", (await Newest(project))["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        await project.Change(new { app_memory_mb = 600, app_processes = 16 });
        Assert.Equal(HttpStatusCode.Conflict, (await project.Activate(await project.Build(Multiplies))).Status);
        Assert.Contains("more than its 16 processes", (await Newest(project))["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        (await project.Activate(build)).Expect(HttpStatusCode.OK);
    }

    [NpmRegistryFact]
    public async Task Going_back_and_forth_between_apps_and_files_is_one_thing()
    {
        var project = await silo.NewProject();
        var app = await project.Build(ScriptedApp.Serving("app"));
        var files = await project.Build(new Dictionary<string, string> { ["index.html"] = "<h1>files</h1>" });

        foreach (var (build, text) in new[] { (app, "<h1>app</h1>"), (files, "<h1>files</h1>"), (app, "<h1>app</h1>") })
        {
            var active = (await project.Activate(build)).Expect(HttpStatusCode.OK);
            var answer = await project.Get();
            Assert.Equal((text, active.Text("id")), (answer.Text, answer.Header("x-mv-deployment")));
        }

        Assert.True((await Newest(project))["is_rollback"]!.GetValue<bool>());
    }

    [NpmRegistryFact]
    public async Task An_app_is_found_however_long_it_takes_to_write_down_where_it_is()
    {
        var project = await silo.NewProject();
        var build = await project.Build(ScriptedApp.Serving("one"));
        await silo.NoteSlowly(project.Id);

        (await project.Activate(build)).Expect(HttpStatusCode.OK);

        Assert.Equal("<h1>one</h1>", (await project.Get()).Text);
    }

    private static Dictionary<string, string> Named(string app) => app switch
    {
        nameof(EndsAtOnce) => EndsAtOnce,
        nameof(ListensNowhere) => ListensNowhere,
        nameof(NeverAnswers) => NeverAnswers,
        nameof(AnswersWithErrors) => AnswersWithErrors,
        nameof(GoesInACircle) => GoesInACircle,
        _ => Trickles,
    };

    private async Task<JsonNode> Newest(AppProject project) =>
        (await silo.Silo.Api.Get($"/api/projects/{project.Id}/deployments")).Expect(HttpStatusCode.OK)["items"].AsArray()[0]!;
}
