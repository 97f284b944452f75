using System.Security.Cryptography;
using System.Text;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Deploying;

public sealed class DeployTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _folder.Write("index.html", "<h1>Shop</h1>");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_deploy_creates_the_project_and_prints_nothing_but_its_production_url()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy", ".");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Platform.ProductionUrl + Environment.NewLine, run.Out);
        Assert.Equal("shop", _platform.ProjectName);
        var build = _platform.Server.RequestsTo("POST /api/projects/prj_1/builds").Single().Json;
        Assert.Equal("upl_1", (string?)build["upload_id"]);
        Assert.True((bool)build["production"]!);
        Assert.Null(build["force"]);
    }

    [Fact]
    public async Task The_log_goes_to_stderr_with_its_steps()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Contains("build    npm ci", run.Error);
        Assert.Contains("build    vite build", run.Error);
    }

    [Fact]
    public async Task A_later_deploy_is_a_preview_and_prints_its_own_url()
    {
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_0";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy", ".");

        Assert.Equal(Platform.PreviewUrl + Environment.NewLine, run.Out);
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects"));
        Assert.Empty(_platform.Server.RequestsTo("GET /api/projects/prj_1/deployments"));
        Assert.False((bool)_platform.Server.RequestsTo("POST /api/projects/prj_1/builds").Single().Json["production"]!);
    }

    [Fact]
    public async Task Where_a_person_activates_a_production_build_is_not_waited_for_any_longer()
    {
        _platform.ProjectName = "shop";
        _platform.AutoActivate = false;

        var run = await CliRun.OnAsync(_platform, _folder, "deploy", "--prod");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Platform.PreviewUrl + Environment.NewLine, run.Out);
        Assert.Contains("./minivercel promote bld_1", run.Error);
        Assert.Empty(_platform.Server.RequestsTo("GET /api/projects/prj_1/deployments"));
    }

    [Fact]
    public async Task With_prod_a_later_deploy_is_production_too()
    {
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_0";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy", ".", "--prod", "--force");

        Assert.Equal(Platform.ProductionUrl + Environment.NewLine, run.Out);
        var build = _platform.Server.RequestsTo("POST /api/projects/prj_1/builds").Single().Json;
        Assert.True((bool)build["production"]!);
        Assert.True((bool)build["force"]!);
    }

    [Fact]
    public async Task Only_the_files_that_the_server_misses_travel()
    {
        _folder.Write("assets/app.js", "console.log(1)");
        _folder.Write("assets/copy.js", "console.log(1)");
        _folder.Write("empty.txt");
        File.SetUnixFileMode(_folder.Write("run.sh", "#!/bin/sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _platform.Blobs[HashOf("<h1>Shop</h1>")] = [];

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            new[] { "", "#!/bin/sh", "console.log(1)" },
            _platform.Server.RequestsTo("PUT .*").Select(put => Encoding.UTF8.GetString(put.Body)).Order(StringComparer.Ordinal));
        var manifest = _platform.Manifest();
        Assert.Equal(["assets/app.js", "assets/copy.js", "empty.txt", "index.html", "run.sh"], manifest.Keys);
        Assert.Equal(HashOf("console.log(1)"), (string?)manifest["assets/app.js"]["sha256"]);
        Assert.Equal(14, (long)manifest["assets/app.js"]["size"]!);
        Assert.True((bool)manifest["run.sh"]["executable"]!);
        Assert.False((bool)manifest["index.html"]["executable"]!);
    }

    [Fact]
    public async Task The_project_is_found_on_a_later_page_of_the_list()
    {
        _platform.ActiveDeployment = "dpl_0";
        _platform.Server.On("GET /api/projects", context =>
        {
            var first = context.Request.Query["cursor"].Count == 0;
            _platform.ProjectName = first ? "other" : "shop";
            return context.JsonAsync(new { items = new[] { _platform.Project() }, next = first ? "page/2" : null });
        });

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects"));
        Assert.Contains("cursor=page%2F2", _platform.Server.RequestsTo("GET /api/projects").Last().Query);
    }

    [Fact]
    public async Task Without_waiting_the_preview_url_is_printed_at_once()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy", "--no-wait");

        Assert.Equal(Platform.PreviewUrl + Environment.NewLine, run.Out);
        Assert.Empty(_platform.Server.RequestsTo("GET /api/builds/.*"));
    }

    [Theory]
    [InlineData("https://example.com/team/site.git")]
    [InlineData("ssh://git@example.com/team/site")]
    [InlineData("git@example.com:team/site.git")]
    public async Task A_repository_is_built_by_the_server_in_a_project_of_its_name(string repository)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy", repository, "--ref", "v1");

        Assert.Equal(0, run.ExitCode);
        var project = _platform.Server.RequestsTo("POST /api/projects").Single().Json;
        Assert.Equal(("site", repository), ((string?)project["name"], (string?)project["git_url"]));
        var build = _platform.Server.RequestsTo("POST /api/projects/prj_1/builds").Single().Json;
        Assert.Equal(("v1", null), ((string?)build["ref"], (string?)build["upload_id"]));
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects/prj_1/uploads"));
    }

    [Fact]
    public async Task A_repository_does_not_take_the_place_of_another_project()
    {
        _platform.ProjectName = "site";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy", "https://example.com/team/site.git");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--name", run.Error);
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects/prj_1/builds"));
    }

    [Fact]
    public async Task A_ref_of_a_folder_is_wrong_usage()
    {
        Assert.Equal(2, (await CliRun.OnAsync(_platform, _folder, "deploy", ".", "--ref", "v1")).ExitCode);
        Assert.Empty(_platform.Server.Requests);
    }

    [Fact]
    public async Task As_json_the_result_is_one_document()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy", "--json");

        Assert.Single(run.Out.TrimEnd().Split('\n'));
        Assert.Equal(Platform.ProductionUrl, (string?)run.Json["url"]);
        Assert.Equal("bld_1", (string?)run.Json["build"]!["id"]);
        Assert.Equal("dpl_1", (string?)run.Json["deployment"]!["id"]);
        Assert.Equal("shop", (string?)run.Json["project"]!["name"]);
    }

    [Fact]
    public async Task A_folder_without_a_file_is_wrong_usage()
    {
        using var empty = new TemporaryFolder();

        var run = await CliRun.OnAsync(_platform, empty, "deploy");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("holds no file", run.Error);
        Assert.Empty(_platform.Server.Requests);
    }

    [Theory]
    [InlineData("nowhere", "There is no folder")]
    [InlineData("index.html", "is a file")]
    [InlineData("--porduction", "There is no option --porduction")]
    public async Task What_is_no_folder_is_wrong_usage(string given, string sentence)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "deploy", given);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error);
        Assert.Empty(run.Out);
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
