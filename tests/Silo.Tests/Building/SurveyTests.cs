using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Builds;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Network;
using MiniVercel.Ports;
using MiniVercel.Surveys;
using MiniVercel.Testing.Clocks;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building;

/// <summary>What the API says of a repository or a folder that there is no project of.</summary>
public sealed class SurveyTests : IAsyncLifetime
{
    private readonly string _root = TemporaryFolder.Create("survey");
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start(
        services => services.AddSingleton<IHostResolver>(new ScriptedResolver().Say("git.example", ["127.0.0.1"])),
        new SiloOptions { GitFolders = [_root], GitHosts = AllowedHosts.Parse("git.example")! });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_repository_is_told_what_it_would_be_built_by_and_nothing_is_kept_of_it()
    {
        var site = GitFolder.Create(_root, branch: "trunk");
        var head = site.Commit("One",
            ("apps/web/package.json", """{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7.0.0"}}"""),
            ("apps/web/package-lock.json", """{"lockfileVersion": 3, "packages": {}}"""));
        var before = await WholeDatabase.Digest(_silo.ConnectionString);

        var seen = (await Ask(site.Url, "&root_directory=apps/web")).Expect(HttpStatusCode.OK);

        Assert.Equal(("vite", "npm", "npm run build", "dist", false),
            (seen.Text("app_type"), seen.Text("package_manager"), seen.Text("build_command"), seen.Text("output_directory"), seen["is_server"].GetValue<bool>()));
        Assert.StartsWith("npm ci", seen.Text("install_command"), StringComparison.Ordinal);
        Assert.Equal(("trunk", head, "One"), (seen.Text("branch"), seen.Text("commit_sha"), seen.Text("commit_message")));
        Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
        NothingIsLeft();
    }

    [Fact]
    public async Task A_folder_of_pages_takes_no_build_and_a_branch_may_be_named()
    {
        var site = GitFolder.Create(_root);
        site.Commit("One", ("package.json", """{"dependencies": {"next": "15.0.0"}}"""));
        site.Git("switch", "--quiet", "--create", "plain");
        site.Git("rm", "--quiet", "package.json");
        site.Commit("Pages", ("index.html", "one"));

        var seen = (await Ask(site.Url, "&branch=plain")).Expect(HttpStatusCode.OK);

        Assert.Equal(("static", null, null), (seen.Text("app_type"), seen.Json!["build_command"], seen.Json["package_manager"]));
        Assert.Equal("nextjs", (await Ask(site.Url)).Expect(HttpStatusCode.OK).Text("app_type"));
    }

    [Theory]
    [InlineData("", "", "git_url")]
    [InlineData("not an address", "", "git_url")]
    [InlineData("https://127.0.0.1/site", "", "git_url")]
    [InlineData("file:///etc", "", "git_url")]
    [InlineData("SITE", "&branch=..", "branch")]
    [InlineData("SITE", "&branch=missing", "git_url")]
    [InlineData("SITE", "&root_directory=../up", "root_directory")]
    [InlineData("SITE", "&root_directory=missing", "root_directory")]
    [InlineData("SITE", "&root_directory=wrong", "git_url")]
    [InlineData("SITE", "&root_directory=out", "root_directory")]
    public async Task What_cannot_be_built_is_refused_by_the_field_that_is_wrong(string url, string beside, string field)
    {
        var site = GitFolder.Create(_root);
        site.Link("out", "/etc");
        site.Commit("One", ("index.html", "one"), ("wrong/vercel.json", """{"buildCommand": 7}"""));

        var refused = await Ask(url == "SITE" ? site.Url : url, beside);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorsOf(field));
        NothingIsLeft();
    }

    [Fact]
    public async Task Who_may_not_deploy_may_not_look()
    {
        var site = GitFolder.Create(_root);
        site.Commit("One", ("index.html", "one"));
        var token = (await _silo.Api.Post("/api/tokens", new { name = "reader", role = "read" })).Expect(HttpStatusCode.Created).Text("token");
        using var reader = new ApiDriver(new Uri($"http://{_silo.Endpoint}"), token);

        (await reader.Get($"/api/survey?git_url={Uri.EscapeDataString(site.Url)}")).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_folder_is_told_what_it_would_be_built_by_before_any_of_it_is_sent()
    {
        var before = await WholeDatabase.Digest(_silo.ConnectionString);

        var seen = (await _silo.Api.Post("/api/survey", new
        {
            root_directory = "apps/web",
            files = new object[]
            {
                new { path = "apps/web/package.json", beginning = """{"scripts": {"build": "next build"}, "dependencies": {"next": "15.0.0"}}""" },
                new { path = "pnpm-lock.yaml", beginning = "lockfileVersion: '9.0'\n" },
                new { path = "apps/web/public/logo.png" },
            },
        })).Expect(HttpStatusCode.OK);

        Assert.Equal(("nextjs", "pnpm", "pnpm run build", true),
            (seen.Text("app_type"), seen.Text("package_manager"), seen.Text("build_command"), seen["is_server"].GetValue<bool>()));
        Assert.Equal((null, null), (seen.Json!["commit_sha"], seen.Json["branch"]));
        Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
        NothingIsLeft();
    }

    [Theory]
    [InlineData("""{}""", "files")]
    [InlineData("""{"files": []}""", "files")]
    [InlineData("""{"files": [{"path": "../up"}]}""", "files[0].path")]
    [InlineData("""{"files": [{"path": "/etc/passwd", "beginning": "root"}]}""", "files[0].path")]
    [InlineData("""{"files": [{"path": "a"}, {"path": "a/b"}]}""", "files[1].path")]
    [InlineData("""{"files": [{"path": "a", "beginning": 7}]}""", "files[0].beginning")]
    [InlineData("""{"files": [{"path": "a"}], "root_directory": ".."}""", "root_directory")]
    [InlineData("""{"files": [{"path": "a"}], "root_directory": "missing"}""", "root_directory")]
    [InlineData("""{"files": [{"path": "vercel.json", "beginning": "{"}]}""", "files")]
    public async Task A_folder_that_cannot_be_built_is_refused_by_the_field_that_is_wrong(string body, string field)
    {
        var refused = await _silo.Api.Post("/api/survey", JsonNode.Parse(body)!);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotEmpty(refused.ErrorsOf(field));
        NothingIsLeft();
    }

    [Fact]
    public async Task Too_many_files_and_beginnings_that_are_too_long_are_refused()
    {
        var many = await _silo.Api.Post("/api/survey", new { files = Enumerable.Range(0, 5_001).Select(i => new { path = $"{i}" }) });
        var known = await _silo.Api.Post("/api/survey", new { files = Enumerable.Range(0, 201).Select(i => new { path = $"{i}", beginning = "" }) });
        var @long = await _silo.Api.Post("/api/survey", new { files = new[] { new { path = "a", beginning = new string('a', (256 << 10) + 1) } } });

        Assert.NotEmpty(many.ErrorsOf("files"));
        Assert.NotEmpty(known.ErrorsOf("files"));
        Assert.NotEmpty(@long.ErrorsOf("files[0].beginning"));
    }

    [Fact]
    public async Task Into_a_private_repository_it_is_let_by_the_callers_key_which_is_good_for_their_team_and_that_server_alone()
    {
        GitFolder.Create(_root).Commit("One", ("package.json", """{"dependencies": {"next": "15.0.0"}}"""));
        await using var server = await GitServer.Start(_root);
        server.Login = "Basic " + Convert.ToBase64String("x-access-token:s3cret-token"u8);
        var (surveyor, travelling) = (_silo.Services.GetRequiredService<ISurveyor>(), _silo.Services.GetRequiredService<TravellingCredentials>());
        var build = BuildOf($"http://git.example:{server.Port}/site/.git");
        var key = travelling.Seal(build.Team, new GitCredential.Token($"http://git.example:{server.Port}", "x-access-token", "s3cret-token"));

        var seen = Assert.IsType<Survey.Seen>(await surveyor.Look(new SurveyOrder(build, key), CancellationToken.None));

        Assert.Equal("nextjs", seen.Preset);
        Assert.DoesNotContain("s3cret", key.ToString(), StringComparison.Ordinal);
        foreach (var refused in new[]
        {
            new SurveyOrder(build),
            new SurveyOrder(build with { Team = new TeamId("tm_other") }, key),
            new SurveyOrder(build, key with { Origin = "https://elsewhere.example" }),
        })
            Assert.IsType<Survey.Unfit>(await surveyor.Look(refused, CancellationToken.None));
        NothingIsLeft();
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_and_let_go()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (surveyor, order) = (_silo.Services.GetRequiredService<ISurveyor>(), OrderFrom(silent));
        using var reached = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var gone = new CancellationTokenSource();
        var looking = surveyor.Look(order, gone.Token);
        using var git = await silent.AcceptTcpClientAsync(reached.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looking);
        NothingIsLeft();
        Assert.IsType<Survey.NotNow>(await new SurveyGrain([surveyor], new InstantClock(TimeSpan.FromMinutes(1))).Of(order));
        Assert.IsType<Survey.NotNow>(await new SurveyGrain([], TimeProvider.System).Of(order));
    }

    [Fact]
    public async Task More_than_a_worker_looks_at_at_once_are_asked_to_come_again()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (surveyor, order) = (_silo.Services.GetRequiredService<ISurveyor>(), OrderFrom(silent));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var gone = new CancellationTokenSource();
        Task<Survey>[] looking = [surveyor.Look(order, gone.Token), surveyor.Look(order, gone.Token)];
        using var first = await silent.AcceptTcpClientAsync(limit.Token);
        using var second = await silent.AcceptTcpClientAsync(limit.Token);

        Assert.IsType<Survey.NotNow>(await surveyor.Look(order, limit.Token));

        await gone.CancelAsync();
        foreach (var one in looking)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        var site = GitFolder.Create(_root);
        site.Commit("One", ("index.html", "one"));
        (await Ask(site.Url)).Expect(HttpStatusCode.OK);
    }

    private static SurveyOrder OrderFrom(TcpListener server) =>
        new(BuildOf($"http://git.example:{((IPEndPoint)server.LocalEndpoint).Port}/site"));

    private static BuildOrder BuildOf(string url) => Orders.Of(new ProjectId("prj_1")) with
    {
        Upload = null,
        Git = new GitOrder(url, OrDefault: true, Submodules: false, Lfs: false),
    };

    private Task<ApiAnswer> Ask(string url, string beside = "") => _silo.Api.Get($"/api/survey?git_url={Uri.EscapeDataString(url)}{beside}");

    private void NothingIsLeft()
    {
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_silo.Folder, "workspaces")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_silo.Folder, "git", "homes")));
    }
}
