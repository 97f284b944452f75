using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>Apps that run: what they are given, how they are reached, what becomes of them when they break or are replaced.</summary>
public sealed class RunningAppTests(AppSilo silo) : IClassFixture<AppSilo>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [NpmRegistryFact]
    public async Task An_app_is_told_where_to_listen_what_it_is_and_what_its_project_has_for_it()
    {
        var project = await silo.NewProject();
        await silo.Silo.Api.Post($"/api/projects/{project.Id}/env", new { key = "GREETING", value = "hello there", scope = "runtime" });
        await silo.Silo.Api.Post($"/api/projects/{project.Id}/env", new { key = "ONLY_BUILDS", value = "secret of builds", scope = "build" });
        await project.Deploy(ScriptedApp.Serving("one"));

        var seen = JsonNode.Parse((await project.Get("/env")).Text)!.AsObject().ToDictionary(v => v.Key, v => v.Value!.GetValue<string>());

        Assert.InRange(int.Parse(seen["PORT"], null), 5000, 5999);
        Assert.Equal(("0.0.0.0", "production", "hello there", "production"), (seen["HOSTNAME"], seen["NODE_ENV"], seen["GREETING"], seen["MINIVERCEL_ENV"]));
        Assert.Equal($"http://{project.Host}", seen["MINIVERCEL_URL"]);
        Assert.DoesNotContain("ONLY_BUILDS", seen);
        Assert.DoesNotContain(seen.Keys, k => k.StartsWith("npm_", StringComparison.Ordinal) || k.StartsWith("DOTNET", StringComparison.Ordinal));
    }

    [NpmRegistryTheory]
    [InlineData("server.listen(4321, '127.0.0.1');")]
    [InlineData("server.listen(0);")]
    [InlineData("server.listen(4000, '::1');")]
    [InlineData("createServer().listen(3999); setTimeout(() => server.listen(process.env.PORT), 300);")]
    public async Task An_app_is_found_wherever_it_listens(string listen)
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("found", listen: listen));

        Assert.Equal("<h1>found</h1>", (await project.Get()).Text);
    }

    [NpmRegistryFact]
    public async Task A_path_reaches_the_app_byte_for_byte_and_the_headers_about_the_visitor_are_ours()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));

        foreach (var path in new[] { "/echo/a%2fb", "/echo/a%252Fb?x=%2f&y=a+b&&=", "/echo/%C3%A4/%e4", "/echo//a///b", "/echo/~%7e?q=\"<>" })
            Assert.Equal(path, (await project.Get(path)).Text);

        var seen = JsonNode.Parse((await project.Get(
            "/headers", new("x-forwarded-for", "1.2.3.4"), new("x-real-ip", "1.2.3.4"), new("x-forwarded-host", "evil.test"), new("forwarded", "for=1.2.3.4"),
            new("x-middleware-subrequest", "middleware"), new("x-mv-deployment", "dpl_somebody"), new("x-mv-host", "evil.test"), new("x-own", "kept"))).Text)!;
        Assert.Equal((project.Host, project.Host, "http", "127.0.0.1", "kept"), (
            seen["host"]!.GetValue<string>(), seen["x-forwarded-host"]!.GetValue<string>(), seen["x-forwarded-proto"]!.GetValue<string>(),
            seen["x-forwarded-for"]!.GetValue<string>(), seen["x-own"]!.GetValue<string>()));
        Assert.Null(seen["forwarded"]);
        Assert.Null(seen["x-middleware-subrequest"]);
        Assert.Null(seen["x-mv-deployment"]);
        Assert.Null(seen["x-mv-host"]);
    }

    [NpmRegistryFact]
    public async Task Bodies_and_answers_stream_both_ways()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));

        var body = new byte[3 << 20];
        var length = await RawHttp.Send(silo.Silo.Endpoint, new RawRequest(project.Host, "/length") { Method = "POST", Body = body, KeepAlive = false });
        Assert.Equal($"{body.Length}", length.Text);
        Assert.Equal(4 << 20, (await project.Get("/large")).Body.Length);

        using var socket = await Connect(project.Host);
        Assert.Equal("there and back", await Echo(socket, "there and back"));
    }

    [NpmRegistryFact]
    public async Task A_visitor_who_leaves_in_the_middle_of_an_answer_makes_no_words_and_an_app_that_does_makes_one_line()
    {
        var project = await silo.NewProject();
        var active = await project.Deploy(ScriptedApp.Serving("one", answer: """
            response.on("close", () => console.log(`closed ${request.url}`));
            if (request.url === "/half") { response.writeHead(200, { "content-length": 100 }); response.write("half"); return setTimeout(() => response.destroy(), 100); }
            """));
        silo.Log.Lines.Clear();

        using (var client = new HttpClient())
        using (var request = new HttpRequestMessage(HttpMethod.Get, $"http://{silo.Silo.Endpoint}/events") { Headers = { Host = project.Host } })
        using (var events = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(200, (int)events.StatusCode);
        await Until(async () => (await silo.Silo.Api.Get($"/api/deployments/{active.Text("id")}/logs")).Expect(HttpStatusCode.OK)["items"].AsArray()
            .Any(line => line!["text"]!.GetValue<string>() == "closed /events"));
        await Assert.ThrowsAsync<HttpFailure>(() => project.Get("/half"));
        await Until(() => Task.FromResult(silo.Log.Lines.Any(line => line.Text.Contains("broke off", StringComparison.Ordinal))));

        Assert.DoesNotContain(silo.Log.Lines, line => line.Exception is not null);
        Assert.Single(silo.Log.Lines, line => line.Text.StartsWith($"The app of {project.Host} broke off in the middle of an answer", StringComparison.Ordinal));
    }

    [NpmRegistryFact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_sent()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));

        var answer = await RawHttp.Send(silo.Silo.Endpoint, new RawRequest(project.Host, "/length")
        {
            Method = "POST",
            Headers = [new("content-length", $"{(100L << 20) + 1}"), new("expect", "100-continue")],
            KeepAlive = false,
        });

        Assert.Equal(413, answer.Status);
    }

    [NpmRegistryFact]
    public async Task An_app_that_breaks_off_is_started_again_and_visitors_wait_for_it()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));

        Assert.Equal(502, (await project.Get("/crash")).Status);
        var answer = await project.Get();

        Assert.Equal((200, "<h1>one</h1>"), (answer.Status, answer.Text));
    }

    [NpmRegistryFact]
    public async Task Who_is_with_an_app_that_is_replaced_finishes_and_who_stays_is_told_to_come_again()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));
        var second = await project.Build(ScriptedApp.Serving("two"));
        using var socket = await Connect(project.Host);
        Assert.Equal("before", await Echo(socket, "before"));
        var events = RawHttp.Get(silo.Silo.Endpoint, project.Host, "/events");
        var slow = project.Get("/slow");

        await project.Activate(second);

        Assert.Equal("<h1>two</h1>", (await project.Get()).Text);
        Assert.Equal("one", (await slow).Text);
        Assert.Equal("still there", await Echo(socket, "still there"));
        var buffer = new byte[64];
        using var limit = new CancellationTokenSource(Patience);
        var last = await socket.ReceiveAsync(buffer, limit.Token);
        Assert.Equal((WebSocketMessageType.Close, (WebSocketCloseStatus)1012), (last.MessageType, socket.CloseStatus));
        Assert.Contains("data: one", (await events).Text, StringComparison.Ordinal); // whole: an answer that is cut off is a failure here
    }

    [NpmRegistryFact]
    public async Task Everybody_who_is_just_talking_with_an_app_that_is_replaced_is_told_to_come_again()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));
        var second = await project.Build(ScriptedApp.Serving("two"));
        var talks = Enumerable.Range(0, 50).Select(_ => TalkUntilTheEnd(project)).ToList();

        await project.Activate(second);

        Assert.All(await Task.WhenAll(talks), status => Assert.Equal((WebSocketCloseStatus)1012, status));
    }

    [NpmRegistryFact]
    public async Task An_app_that_will_not_end_is_ended()
    {
        var project = await silo.NewProject();
        var word = $"{project.Name}-left-behind";
        var stubborn = ScriptedApp.Serving("one", before: $$"""
            import { spawn } from "node:child_process";
            const forever = "setInterval(() => {}, 1000)";
            const again = `require("child_process").spawn(process.execPath, ["-e", "${forever}", "{{word}}"], { detached: true, stdio: "ignore" }).unref()`;
            spawn(process.execPath, ["-e", again], { detached: true, stdio: "ignore" }).unref();
            """, listen: "process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => {}); " + ScriptedApp.Listening);
        await project.Deploy(stubborn);
        await Until(() => Task.FromResult(IsRunning(word)));

        await project.Deploy(ScriptedApp.Serving("two"));

        await Until(() => Task.FromResult(!IsRunning(word)));
        Assert.Equal("<h1>two</h1>", (await project.Get()).Text);
    }

    [NpmRegistryFact]
    public async Task An_app_that_squats_every_port_of_apps_takes_no_visitor_of_others()
    {
        var squatter = await silo.NewProject();
        await squatter.Deploy(ScriptedApp.Serving("squatter", listen: """
            for (let port = 5000; port < 6000; port++)
              if (port !== +process.env.PORT) createServer((_, response) => response.end("squatted")).on("error", () => {}).listen(port); // some are doors of its box
            """ + "\n" + ScriptedApp.Listening));
        var neighbour = await silo.NewProject();

        foreach (var word in new[] { "one", "two" })
        {
            await neighbour.Deploy(ScriptedApp.Serving(word));
            Assert.Equal($"<h1>{word}</h1>", (await neighbour.Get()).Text);
        }

        Assert.Equal("<h1>squatter</h1>", (await squatter.Get()).Text);
    }

    [NpmRegistryFact]
    public async Task A_preview_is_started_by_whoever_looks_at_it_and_sleeps_when_nobody_does()
    {
        var project = await silo.NewProject();
        await silo.Silo.Api.Post($"/api/projects/{project.Id}/env", new { key = "WHERE", value = "in a preview", target = new[] { "preview" }, scope = "runtime" });
        await silo.Silo.Api.Post($"/api/projects/{project.Id}/env", new { key = "WHERE", value = "in production", target = new[] { "production" }, scope = "runtime" });
        var first = await project.Build(ScriptedApp.Serving("one"));
        await project.Deploy(ScriptedApp.Serving("two"));
        var host = new Uri(first.Text("preview_url")).Authority;

        for (var times = 0; times < 2; times++)
        {
            var answer = await RawHttp.Get(silo.Silo.Endpoint, host);
            Assert.Equal((200, "<h1>one</h1>", first.Text("id"), "noindex"), (answer.Status, answer.Text, answer.Header("x-mv-deployment"), answer.Header("x-robots-tag")));
            Assert.Contains("in a preview", (await RawHttp.Get(silo.Silo.Endpoint, host, "/env")).Text, StringComparison.Ordinal);
            Assert.Single(AppProcesses.Trees()[first.Text("id")]);
            await Until(async () => await silo.Apps(first.Text("id")) == 0 && AppProcesses.Of(first.Text("id")).Count == 0);
        }

        Assert.Equal("<h1>two</h1>", (await project.Get()).Text);
        Assert.Contains("in production", (await project.Get("/env")).Text, StringComparison.Ordinal);
    }

    [NpmRegistryFact]
    public async Task A_preview_does_not_go_to_sleep_before_the_visitor_it_was_started_for_can_find_it()
    {
        var project = await silo.NewProject();
        var build = await project.Build(ScriptedApp.Serving("one"));
        await silo.NoteSlowly(project.Id);

        using var socket = await Connect(new Uri(build.Text("preview_url")).Authority);

        Assert.Equal("who sleeps has no visitors", await Echo(socket, "who sleeps has no visitors"));
        Assert.Equal(1, await silo.Apps(build.Text("id")));
    }

    [NpmRegistryFact]
    public async Task A_preview_that_does_not_start_says_so_instead_of_keeping_its_visitors()
    {
        var project = await silo.NewProject();
        var build = await project.Build(ScriptedApp.Serving("one", before: "process.exit(1);"));

        var answer = await RawHttp.Get(silo.Silo.Endpoint, new Uri(build.Text("preview_url")).Authority);

        Assert.Equal(503, answer.Status);
        Assert.Contains("did not start", answer.Text, StringComparison.Ordinal);
    }

    [NpmRegistryTheory]
    [InlineData("", "file:tools/serve-here")]
    [InlineData("apps/web", "1.0.0")]
    public async Task A_start_script_may_call_the_programs_of_packages_by_their_names(string folder, string tool)
    {
        var project = await silo.NewProject();
        var files = new Dictionary<string, string>
        {
            ["package.json"] = """{"private": true, "packageManager": "npm@10", "workspaces": ["apps/*", "tools/*"]}""",
            ["tools/serve-here/package.json"] = """{"name": "serve-here", "version": "1.0.0", "bin": "cli.js"}""",
            ["tools/serve-here/cli.js"] = "#!/usr/bin/env node\nimport(require('path').resolve(process.argv[2]));\n",
            [Path.Combine(folder, "server.js")] = ScriptedApp.Serving("served by a package")["server.js"],
        };
        files[Path.Combine(folder, "package.json")] =
            $$$"""{"name": "web", "private": true, "type": "module", "scripts": {"start": "serve-here server.js"}, "dependencies": {"serve-here": "{{{tool}}}"}}""";
        if (folder.Length > 0)
            await project.Change(new { root_directory = folder });

        await project.Deploy(files);

        Assert.Equal("<h1>served by a package</h1>", (await project.Get()).Text);
    }

    [NpmRegistryFact]
    public async Task A_server_that_was_written_for_Bun_runs_on_it()
    {
        var project = await silo.NewProject();
        await project.Deploy(new Dictionary<string, string>
        {
            ["package.json"] = """{"private": true, "packageManager": "bun@1", "scripts": {"start": "bun server.ts"}}""",
            ["server.ts"] =
                """
                const port: number = Number(process.env.PORT);
                Bun.serve({ port, hostname: process.env.HOSTNAME, fetch: () => new Response(`Bun ${Bun.version}`) });
                """,
        });

        Assert.StartsWith("Bun 1.", (await project.Get()).Text, StringComparison.Ordinal);
    }

    [NpmRegistryTheory]
    [InlineData("npm@10", "npm run serve")]
    [InlineData("npm@10", "npx --no serve-here")]
    [InlineData("pnpm@9", "true && pnpm run serve")]
    [InlineData("yarn@1.22.22", "yarn serve; exit $?")]
    public async Task A_start_script_may_call_the_package_manager_and_the_server_behind_it_is_asked_to_end(string manager, string start)
    {
        var project = await silo.NewProject();
        var first = await project.Deploy(new Dictionary<string, string>(ScriptedApp.Serving("one", before: "process.on('SIGTERM', () => console.log('asked to end'));"))
        {
            ["package.json"] =
                $$"""{"name": "serve-here", "private": true, "type": "module", "packageManager": "{{manager}}", "scripts": {"start": "{{start}}", "serve": "true; node server.js; exit $?"}, "bin": "cli.js"}""",
            ["cli.js"] = "#!/usr/bin/env node\nimport('./server.js');\n",
        });
        Assert.Equal("<h1>one</h1>", (await project.Get()).Text);

        await project.Deploy(ScriptedApp.Serving("two"));

        await Until(async () => (await silo.Silo.Api.Get($"/api/deployments/{first.Text("id")}/logs")).Expect(HttpStatusCode.OK)["items"].AsArray()
            .Any(line => line!["text"]!.GetValue<string>() == "asked to end"));
    }

    [NpmRegistryFact]
    public async Task An_app_may_write_to_its_own_copy_and_the_artifact_stays_what_it_was()
    {
        var project = await silo.NewProject();
        var build = await project.Build(ScriptedApp.Serving("one"));
        await project.Activate(build);

        Assert.Equal("mine", (await project.Get("/write")).Text);
        Assert.False(File.Exists(Path.Combine(silo.Silo.Folder, "deployments", project.Id, "builds", build.Text("id"), "here.txt")));
    }

    private async Task<ClientWebSocket> Connect(string host)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", host);
        using var limit = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri($"ws://{silo.Silo.Endpoint}/socket"), limit.Token);
        return socket;
    }

    /// <summary>Without a pause, so that something is always on its way.</summary>
    private async Task<WebSocketCloseStatus?> TalkUntilTheEnd(AppProject project)
    {
        using var socket = await Connect(project.Host);
        while (socket.CloseStatus is null)
            await Echo(socket, "and");
        using var limit = new CancellationTokenSource(Patience);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        return socket.CloseStatus;
    }

    private static async Task<string> Echo(ClientWebSocket socket, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[256];
        var answer = await socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, answer.Count);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
            await Task.Delay(20, limit.Token);
    }

    private static bool IsRunning(string word) => Directory.EnumerateDirectories("/proc").Any(p =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(p, "cmdline")).Contains(word, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
