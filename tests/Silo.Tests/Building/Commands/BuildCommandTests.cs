using System.Net;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>Commands of projects in builds: real ones, in this machine's box.</summary>
public sealed class BuildCommandTests(SharedSilo shared) : CommandsTest(shared.Silo), IClassFixture<SharedSilo>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [BoxFact]
    public async Task What_the_commands_make_is_what_is_served()
    {
        var build = await Build(new
        {
            installCommand = "echo installing; printf 'almost\\rdone' >&2; echo made > packages",
            buildCommand = "mkdir -p out && cp index.html out/ && cat packages > out/made && env > out/environment",
            outputDirectory = "out",
        });

        await Succeeded(build);
        Assert.Equal("<h1>It was built.</h1>", await Page(build));
        Assert.Equal("made\n", await Page(build, "/made"));
        var environment = await Page(build, "/environment");
        Assert.Contains("CI=1\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("NODE_ENV", environment, StringComparison.Ordinal);
        Assert.Equal(
            ["MINIVERCEL=1", "MINIVERCEL_ENV=preview", "MINIVERCEL_GIT_COMMIT_REF=main", $"MINIVERCEL_URL={build.Text("preview_url")}"],
            environment.Split('\n').Where(l => l.StartsWith("MINIVERCEL", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var log = await Log(build);
        Assert.Contains(log, l => l.StartsWith("system detect The project's commands run in a box: ", StringComparison.Ordinal));
        Assert.Contains("stdout install installing", log);
        Assert.Contains("stderr install done", log);
        Assert.Contains(log, l => l.StartsWith("system build $ mkdir", StringComparison.Ordinal));
        Assert.Contains("system build Static site: serving 'out'.", log);
    }

    [BoxFact]
    public async Task A_command_that_fails_ends_the_build_by_its_own_reason_and_the_next_build_is_served()
    {
        var install = await Build(new { installCommand = "echo because >&2; exit 3", buildCommand = "touch never" });
        Assert.Equal("system install Failed: 'echo because >&2; exit 3' ended with 3. The lines above say why.", await Failed(install, "install_failed"));
        Assert.Contains("stderr install because", await Log(install));

        Assert.Contains("ended with 127", await Failed(await Build(new { buildCommand = "no-such-program" }), "build_failed"), StringComparison.Ordinal);
        Assert.Contains("signal 11", await Failed(await Build(new { buildCommand = "kill -SEGV $$" }), "build_failed"), StringComparison.Ordinal);
        await Succeeded(await Build(new { buildCommand = "true" }));
    }

    [BoxFact]
    public async Task A_command_can_say_that_there_is_nothing_to_build()
    {
        var skipped = await Build(new { ignoreCommand = "test -f index.html", buildCommand = "exit 1" });
        Assert.Equal(("canceled", "skipped"), (skipped.Text("status"), skipped.Text("reason")));
        Assert.Contains("Skipped", (await Log(skipped))[^1], StringComparison.Ordinal);

        await Succeeded(await Build(new { ignoreCommand = "test -f nothing", buildCommand = "true" }));
    }

    [BoxFact]
    public async Task What_is_no_file_of_the_workspace_is_not_served()
    {
        Assert.Contains(
            "'pipe' is a pipe",
            await Failed(await Build(new { buildCommand = "mkdir out; mkfifo out/pipe", outputDirectory = "out" }), "pack_failed"),
            StringComparison.Ordinal);

        var project = await Project();
        (await Api.Put($"/api/projects/{project}", new { root_directory = "app" })).Expect(HttpStatusCode.OK);
        var swapped = await Api.Build(project, new Dictionary<string, string>
        {
            ["app/index.html"] = "",
            ["app/vercel.json"] = """{"buildCommand": "cd .. && rm -r app && ln -s /etc app"}""",
        });
        Assert.Contains("'app' leads out", await Failed(swapped, "config_invalid"), StringComparison.Ordinal);
    }

    [BoxFact]
    public async Task A_build_that_is_canceled_ends_its_silent_command_at_once()
    {
        const string silent = "sleep 6913.25";
        var project = await Project();
        var upload = await Api.Upload(project, Files(new { buildCommand = silent }));
        var build = (await Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");
        using var limit = new CancellationTokenSource(Soon);
        await Until(() => IsRunning(silent), limit.Token);

        (await Api.Post($"/api/builds/{build}/cancel")).Expect(HttpStatusCode.OK);

        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await Until(() => !IsRunning(silent), ending.Token);
        Assert.Equal("canceled", (await Api.WaitForBuild(build)).Text("status"));
        await Succeeded(await Build(new { buildCommand = "true" }));
    }

    [BoxFact]
    public async Task A_wrong_rule_is_said_before_anything_runs()
    {
        var build = await Build(new { buildCommand = "echo never", redirects = new[] { new { source = "/a" } } });

        Assert.Contains("vercel.json, line 1, redirects", await Failed(build, "config_invalid"), StringComparison.Ordinal);
        Assert.DoesNotContain(await Log(build), l => l.StartsWith("stdout", StringComparison.Ordinal));
    }

    [NpmRegistryFact]
    public async Task Node_and_package_manager_are_those_that_the_sources_ask_for()
    {
        var build = await Build(
            new { outputDirectory = "out" },
            ("package.json", """
                {
                  "packageManager": "pnpm@9.15.0",
                  "engines": { "node": "20.x" },
                  "scripts": { "build": "mkdir out && cp index.html out && node --version > out/node && pnpm --version > out/pnpm && npm --version > out/npm" }
                }
                """));

        await Succeeded(build);
        Assert.StartsWith("v20.", await Page(build, "/node"), StringComparison.Ordinal);
        Assert.Equal("9.15.0\n", await Page(build, "/pnpm"));
        Assert.StartsWith("10.", await Page(build, "/npm"), StringComparison.Ordinal);
    }

    [NpmRegistryFact]
    public async Task Packages_are_installed_once_and_no_build_gets_what_another_did_to_them()
    {
        var project = await Project();
        var files = Files(
            new { outputDirectory = "out" },
            ("package.json", """
                {
                  "dependencies": { "ms": "2.1.3" },
                  "scripts": { "build": "mkdir out && cp index.html node_modules/ms/index.js out/ && echo poisoned > node_modules/ms/index.js" }
                }
                """),
            ("package-lock.json", """
                {
                  "lockfileVersion": 3,
                  "packages": {
                    "": { "dependencies": { "ms": "2.1.3" } },
                    "node_modules/ms": {
                      "version": "2.1.3",
                      "integrity": "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="
                    }
                  }
                }
                """));
        async Task<bool> Installs(bool force = false)
        {
            var build = await Api.Build(project, files, force: force);
            await Succeeded(build);
            Assert.StartsWith("/**", await Page(build, "/index.js"), StringComparison.Ordinal);
            var log = await Log(build);
            var installs = log.Any(l => l.StartsWith("system install $ npm ci", StringComparison.Ordinal));
            Assert.NotEqual(installs, log.Contains("system install The packages are those of an earlier build with the same lockfile."));
            return installs;
        }

        Assert.True(await Installs());
        Assert.False(await Installs());
        Assert.True(await Installs(force: true), "Somebody asked for a build that takes nothing over.");
        files[".npmrc"] = "fund=false";
        Assert.True(await Installs(), "What packages are installed by has changed.");
    }

    [BoxFact]
    public async Task What_a_framework_has_cached_is_found_by_the_next_build_with_the_same_packages()
    {
        var (project, other) = (await Project(), await Project());
        var files = Files(
            new
            {
                framework = "parcel",
                installCommand = "mkdir -p node_modules",
                buildCommand = "mkdir out && cp index.html out/ && cat .parcel-cache/seen node_modules/.cache/tool/seen > out/found 2>/dev/null;"
                    + " mkdir -p .parcel-cache node_modules/.cache/tool && echo $MINIVERCEL_URL | tee .parcel-cache/seen > node_modules/.cache/tool/seen",
                outputDirectory = "out",
            },
            ("package.json", "{}"), ("package-lock.json", """{"lockfileVersion": 3, "packages": {}}"""));

        async Task<string> Found(string of, bool force = false)
        {
            var build = await Api.Build(of, files, force: force);
            await Succeeded(build);
            var found = await Page(build, "/found");
            Assert.Equal(found.Length > 0, (await Log(build)).Contains("system build parcel finds its cache of an earlier build."));
            return found;
        }

        Assert.Empty(await Found(project));
        Assert.Equal(2, (await Found(project)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(await Found(project, force: true));
        Assert.Empty(await Found(other));
        files["package-lock.json"] += " ";
        Assert.Empty(await Found(project));
    }

    /// <summary>Looks again and again until it is so; the limit says when that has taken too long.</summary>
    private static async Task Until(Func<bool> isSo, CancellationToken limit)
    {
        while (!isSo())
            await Task.Delay(20, limit);
    }

    private static bool IsRunning(string line) => Directory.EnumerateDirectories("/proc")
        .Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0]))
        .Any(p => CommandLine(p) == line);

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return ""; // It has ended meanwhile.
        }
    }
}
