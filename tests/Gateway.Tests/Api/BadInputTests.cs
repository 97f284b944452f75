using System.Net;
using System.Text;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>Every field at its limits and beyond: refused by name, with nothing changed.</summary>
[Collection(SiloCollection.Name)]
public class BadInputTests(SharedSilo fixture)
{
    private const string Sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static int s_names;

    private ApiDriver Api => fixture.Silo.Api;

    public static TheoryData<string, string> BadProjectFields => new()
    {
        { "name", "\"\"" },
        { "name", "null" },
        { "name", "7" },
        { "name", "[\"a\"]" },
        { "name", "\"Capital\"" },
        { "name", "\"-begins\"" },
        { "name", "\"ends-\"" },
        { "name", "\"under_score\"" },
        { "name", "\"dot.dot\"" },
        { "name", "\"new\\nline\"" },
        { "name", "\"ends\\n\"" },
        { "name", "\"nul\\u0000\"" },
        { "name", "\"\\ud800\"" },
        { "name", "\"umläut\"" },
        { "name", "\"xn--caf-dma\"" },
        { "name", "\"site-git-main\"" },
        { "name", "\"site-2abcdefghijk\"" },
        { "name", $"\"{new string('a', 64)}\"" },
        { "git_url", "\"\"" },
        { "git_url", "true" },
        { "git_url", "\"not a url\"" },
        { "git_url", "\"file:///etc/passwd\"" },
        { "git_url", "\"http://git.example.com/a/b\"" },
        { "git_url", "\"ext::sh -c touch% /tmp/x\"" },
        { "git_url", "\"--upload-pack=touch /tmp/x\"" },
        { "git_url", "\"-oProxyCommand=x@host:path\"" },
        { "git_url", "\"ssh://-oProxyCommand=x/path\"" },
        { "git_url", "\"https://user:secret@git.example.com/a/b\"" },
        { "git_url", "\"https://token@git.example.com/a/b\"" },
        { "git_url", "\"https://git.example.com/a\\u0007b\"" },
        { "git_url", $"\"https://git.example.com/{new string('a', 2_048)}\"" },
        { "git_url", "\"--upload-pa=touch /tmp/x\"" },
        { "git_url", "\"fd::17/x\"" },
        { "git_url", "\"git://git.example.com/a\"" },
        { "git_url", "\"/etc\"" },
        { "git_url", "\"git@host:-p\"" },
        { "git_url", "\"git@host:a;b\"" },
        { "git_url", "\"ssh://-oProxyCommand=x@host/p\"" },
        { "git_url", "\"ssh://git:secret@git.example.com/a\"" },
        { "git_url", "\"https://git.example.com/a\\nb\"" },
        { "git_url", "\"https://git.example.com/a\\u0000b\"" },
        { "git_url", "\"https://git.example.com/../a\"" },
        { "git_url", "\"https://git.example.com/%2e%2e/a\"" },
        { "git_url", "\"https://git.example.com/a?b\"" },
        { "git_url", "\"https://localhost/a\"" },
        { "git_url", "\"https://localhost./a\"" },
        { "git_url", "\"git@localhost:a\"" },
        { "git_url", "\"https://127.0.0.1/a\"" },
        { "git_url", "\"https://127.0.0.1:5432/a\"" },
        { "git_url", "\"https://127.1/a\"" },
        { "git_url", "\"https://2130706433/a\"" },
        { "git_url", "\"https://0x7f000001/a\"" },
        { "git_url", "\"https://0177.0.0.1/a\"" },
        { "git_url", "\"https://0.0.0.0/a\"" },
        { "git_url", "\"https://10.0.0.1/a\"" },
        { "git_url", "\"https://172.16.0.1/a\"" },
        { "git_url", "\"https://192.168.1.1/a\"" },
        { "git_url", "\"https://169.254.169.254/a\"" },
        { "git_url", "\"https://100.64.0.1/a\"" },
        { "git_url", "\"https://[::1]/a\"" },
        { "git_url", "\"https://[::ffff:127.0.0.1]/a\"" },
        { "git_url", "\"https://[::ffff:7f00:1]/a\"" },
        { "git_url", "\"https://[fd00:ec2::254]/a\"" },
        { "git_url", "\"https://[fe80::1%25eth0]/a\"" },
        { "git_url", "\"https://[64:ff9b::7f00:1]/a\"" },
        { "git_url", "\"https://①②⑦.0.0.1/a\"" },
        { "git_url", "\"ssh://git@169.254.169.254/a\"" },
        { "git_submodules", "\"yes\"" },
        { "git_submodules", "null" },
        { "git_lfs", "1" },
        { "retention_days", "-1" },
        { "retention_days", "3651" },
        { "retention_days", "1.5" },
        { "retention_days", "\"30\"" },
        { "health_path", "\"\"" },
        { "health_path", "\"health\"" },
        { "health_path", "\"http://elsewhere.example/\"" },
        { "health_path", "\"//elsewhere.example/\"" },
        { "health_path", "\"/\\\\elsewhere.example/\"" },
        { "health_path", "\"/a b\"" },
        { "health_path", "\"/a\\n\"" },
        { "health_path", "\"/ä\"" },
        { "health_path", "\"/#top\"" },
        { "health_path", $"\"/{new string('a', 200)}\"" },
        { "health_path", "7" },
        { "app_memory_mb", "63" },
        { "app_memory_mb", "16385" },
        { "app_memory_mb", "64.5" },
        { "app_memory_mb", "\"512\"" },
        { "app_cpus", "0.09" },
        { "app_cpus", "64.1" },
        { "app_cpus", "1e999" },
        { "app_cpus", "-1" },
        { "app_cpus", "\"1\"" },
        { "app_processes", "15" },
        { "app_processes", "8193" },
        { "app_processes", "true" },
        { "auto_activate", "null" },
        { "auto_activate", "\"no\"" },
        { "github_url", "\"nonsense\"" },
        { "git_repo_url", "\"nonsense\"" },
        { "branch", "\"\"" },
        { "branch", "\"--upload-pack=x\"" },
        { "branch", "\"a..b\"" },
        { "branch", "\"a b\"" },
        { "branch", "\"a~1\"" },
        { "branch", "\"/a\"" },
        { "branch", "\"a/\"" },
        { "branch", "\"a.lock\"" },
        { "branch", $"\"{new string('a', 256)}\"" },
        { "root_directory", "\"\"" },
        { "root_directory", "\"/etc\"" },
        { "root_directory", "\"../other\"" },
        { "root_directory", "\"a/../../b\"" },
        { "root_directory", "\"a//b\"" },
        { "root_directory", "\"a\\\\b\"" },
        { "root_directory", "\"./a\"" },
        { "root_directory", $"\"{new string('a', 256)}\"" },
        { "output_directory", "\"..\"" },
        { "output_directory", "\"/dist\"" },
        { "output_directory", "\"dist/\"" },
        { "output_directory", "{}" },
        { "install_command", "\"\"" },
        { "install_command", $"\"{new string('x', 2_001)}\"" },
        { "build_command", "\"a\\u0000b\"" },
        { "build_command", "\"a\\nb\"" },
        { "build_command", $"\"{new string('x', 2_001)}\"" },
        { "build_command", "12" },
        { "app_type", "\"cobol\"" },
        { "app_type", "\"NextJS\"" },
        { "domain", "\"no dots\"" },
        { "domain", "\"localhost\"" },
        { "domain", "\"http://example.com\"" },
        { "domain", "\"example.com:80\"" },
        { "domain", "\"Example.com\"" },
        { "domain", "\"127.0.0.1\"" },
        { "domain", $"\"{string.Join('.', Enumerable.Repeat(new string('a', 63), 4))}.com\"" },
    };

    [Theory]
    [MemberData(nameof(BadProjectFields))]
    public async Task A_bad_field_of_a_new_project_is_refused_by_name(string field, string value)
    {
        var body = field == "name" ? $$"""{"name": {{value}}}""" : $$"""{"name": "{{NewName()}}", "{{field}}": {{value}}}""";

        await Refused(HttpMethod.Post, "/api/projects", body, field);
    }

    [Theory]
    [MemberData(nameof(BadProjectFields))]
    public async Task A_bad_field_of_a_changed_project_is_refused_by_name(string field, string value)
    {
        var project = await Api.CreateProject(NewName());

        await Refused(HttpMethod.Put, $"/api/projects/{project}", $$"""{"{{field}}": {{value}}}""", field);
    }

    [Fact]
    public async Task A_project_needs_a_name() => await Refused(HttpMethod.Post, "/api/projects", "{}", "name");

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await Send(HttpMethod.Post, "/api/projects", """{"name": "A", "branch": "-", "app_type": "x", "domain": "x"}""");

        Assert.Equal(422, (int)answer.Status);
        Assert.All(new[] { "name", "branch", "app_type", "domain" }, field => Assert.NotEmpty(answer.ErrorsOf(field)));
    }

    public static TheoryData<string> GoodNames => new() { "a", "0", "a-b", new string('b', 63), "site-git", "site-1abcdefghijk", "git-main" };

    [Theory]
    [MemberData(nameof(GoodNames))]
    public async Task A_name_at_its_limits_is_accepted(string name) =>
        (await Api.Post("/api/projects", new { name })).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task A_name_is_taken_until_its_project_is_gone()
    {
        var name = NewName();
        var first = await Api.CreateProject(name);

        var second = await Api.Post("/api/projects", new { name });
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.NotEmpty(second.ErrorsOf("name"));

        (await Api.Delete($"/api/projects/{first}")).Expect(HttpStatusCode.NoContent);
        (await Api.Post("/api/projects", new { name })).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"name": "a",}""")]
    [InlineData("""{"name": 'a'}""")]
    [InlineData("\u0000")]
    public async Task What_is_not_JSON_is_a_bad_request(string body)
    {
        var answer = await Send(HttpMethod.Post, "/api/projects", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.NotEmpty(answer.Text("trace_id"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public async Task JSON_that_is_no_object_is_refused(string body) => await Refused(HttpMethod.Post, "/api/projects", body, "body");

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var body = new StringContent($$"""{"name": "{{new string('a', 2 << 20)}}"}""");

        var answer = await Api.Send(HttpMethod.Post, "/api/projects", body, ("expect", "100-continue")); // who does not ask first may be cut off

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    public static TheoryData<string, string> BadUploads => new()
    {
        { """{}""", "files" },
        { """{"files": {}}""", "files" },
        { """{"files": []}""", "files" },
        { """{"files": [7]}""", "files[0]" },
        { File(path: ""), "files[0].path" },
        { File(path: "/etc/passwd"), "files[0].path" },
        { File(path: "../a"), "files[0].path" },
        { File(path: "a/../b"), "files[0].path" },
        { File(path: "a//b"), "files[0].path" },
        { File(path: "a/"), "files[0].path" },
        { File(path: "."), "files[0].path" },
        { File(path: @"a\\b"), "files[0].path" },
        { File(path: @"a\u0000b"), "files[0].path" },
        { File(path: @"a\nb"), "files[0].path" },
        { File(path: new string('a', 256)), "files[0].path" },
        { File(path: string.Join('/', Enumerable.Repeat("aaaaaaaaa", 103))), "files[0].path" },
        { File(sha: ""), "files[0].sha256" },
        { File(sha: Sha[1..]), "files[0].sha256" },
        { File(sha: Sha.ToUpperInvariant()), "files[0].sha256" },
        { File(sha: "g" + Sha[1..]), "files[0].sha256" },
        { File(size: "-1"), "files[0].size" },
        { File(size: "1.5"), "files[0].size" },
        { File(size: "\"1\""), "files[0].size" },
        { File(size: "1073741825"), "files[0].size" },
        { File(size: "99999999999999999999"), "files[0].size" },
        { File(executable: "1"), "files[0].executable" },
        { """{"files": [{"sha256": "e3", "size": 0}]}""", "files[0].path" },
        { """{"files": [{"path": "a", "size": 0}]}""", "files[0].sha256" },
        { $$"""{"files": [{"path": "a", "sha256": "{{Sha}}"}]}""", "files[0].size" },
        { Files(("a", Sha, 0), ("a", Sha, 0)), "files[1].path" },
        { Files(("a/b", Sha, 0), ("a", Sha, 0)), "files[0].path" },
        { Files(("a", Sha, 0), ("b", Sha, 1)), "files[1].size" },
    };

    [Theory]
    [MemberData(nameof(BadUploads))]
    public async Task A_bad_upload_is_refused_by_name(string body, string field)
    {
        var project = await Api.CreateProject(NewName());

        await Refused(HttpMethod.Post, $"/api/projects/{project}/uploads", body, field);
    }

    [Fact]
    public async Task An_upload_of_too_many_files_is_refused()
    {
        var project = await Api.CreateProject(NewName());
        var files = string.Join(',', Enumerable.Range(0, 50_001).Select(i => $$"""{"path":"{{i}}","sha256":"{{Sha}}","size":0}"""));

        await Refused(HttpMethod.Post, $"/api/projects/{project}/uploads", $$"""{"files":[{{files}}]}""", "files");
    }

    [Fact]
    public async Task Only_the_announced_content_is_taken()
    {
        var project = await Api.CreateProject(NewName());
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("hello"u8));
        var upload = (await Send(HttpMethod.Post, $"/api/projects/{project}/uploads", Files(("a", hash, 5)))).Text("id");

        await Refused(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{Sha}", "", "sha256");
        await Refused(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", "hell", "body");
        await Refused(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", "hello!", "body");
        await Refused(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", "world", "body");
        Assert.Equal(HttpStatusCode.NotFound, (await Send(HttpMethod.Put, $"/api/uploads/upl_0/blobs/{hash}", "hello")).Status);
        await Refused(HttpMethod.Post, $"/api/projects/{project}/builds", $$"""{"upload_id": "{{upload}}"}""", "upload_id");
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", "hello")).Status);
        var build = await Send(HttpMethod.Post, $"/api/projects/{project}/builds", $$"""{"upload_id": "{{upload}}"}""");
        await Api.WaitForBuild(build.Expect(HttpStatusCode.Accepted).Text("id"));
    }

    public static TheoryData<string, string> BadBuilds => new()
    {
        { "{}", "upload_id" },
        { """{"upload_id": 3}""", "upload_id" },
        { """{"upload_id": "upl_unknown"}""", "upload_id" },
        { """{"upload_id": "../x"}""", "upload_id" },
        { """{"ref": "--upload-pack=touch /tmp/x"}""", "ref" },
        { """{"ref": "--upload-pa=x"}""", "ref" },
        { """{"ref": "-x"}""", "ref" },
        { """{"ref": "a..b"}""", "ref" },
        { """{"ref": "a\u0000b"}""", "ref" },
        { """{"ref": "main:evil"}""", "ref" },
        { """{"commit_sha": "--help"}""", "commit_sha" },
        { """{"upload_id": "upl_x", "ref": "--help"}""", "ref" },
        { """{"upload_id": "upl_x", "commit_sha": "abc"}""", "commit_sha" },
        { """{"upload_id": "upl_x", "production": "yes"}""", "production" },
        { """{"upload_id": "upl_x", "force": 1}""", "force" },
    };

    [Theory]
    [MemberData(nameof(BadBuilds))]
    public async Task A_bad_build_is_refused_by_name(string body, string field)
    {
        var project = await Api.CreateProject(NewName());

        await Refused(HttpMethod.Post, $"/api/projects/{project}/builds", body, field);
        await Refused(HttpMethod.Post, "/api/deploy", body.Length > 2 ? $$"""{"project_id": "{{project}}", {{body[1..]}}""" : $$"""{"project_id": "{{project}}"}""", field);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"project_id": null}""")]
    [InlineData("""{"project_id": 1}""")]
    [InlineData("""{"project_id": "a b"}""")]
    public Task A_build_of_no_project_is_refused(string body) => Refused(HttpMethod.Post, "/api/deploy", body, "project_id");

    public static TheoryData<string> BadDeployments => new()
    {
        "{}", """{"build_id": null}""", """{"build_id": 1}""", """{"build_id": ""}""", """{"build_id": "a b"}""",
        """{"build_id": "bld_unknown"}""", $$"""{"build_id": "{{new string('b', 65)}}"}""",
    };

    [Theory]
    [MemberData(nameof(BadDeployments))]
    public async Task A_bad_deployment_is_refused_by_name(string body)
    {
        var project = await Api.CreateProject(NewName());

        await Refused(HttpMethod.Post, $"/api/projects/{project}/deployments", body, "build_id");
    }

    [Fact]
    public async Task A_deployment_of_another_projects_build_is_refused()
    {
        var theirs = await Api.CreateProject(NewName());
        var mine = await Api.CreateProject(NewName());
        var build = (await Api.Build(theirs, new Dictionary<string, string> { ["index.html"] = "theirs" })).Text("id");

        await Refused(HttpMethod.Post, $"/api/projects/{mine}/deployments", $$"""{"build_id": "{{build}}"}""", "build_id");
        await Refused(HttpMethod.Post, $"/api/projects/{theirs}/deployments?wait=maybe", $$"""{"build_id": "{{build}}"}""", "wait");
    }

    [Fact]
    public async Task A_build_that_failed_cannot_be_activated()
    {
        var project = await Api.CreateProject(NewName());
        var build = await Api.Build(project, new Dictionary<string, string> { ["package.json"] = "{" });
        Assert.Equal(("failed", "config_invalid"), (build.Text("status"), build.Text("reason")));

        var answer = await Send(HttpMethod.Post, $"/api/projects/{project}/deployments", $$"""{"build_id": "{{build.Text("id")}}"}""");

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.NotEmpty(answer.ErrorsOf("build_id"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("cursor=%20", "cursor")]
    [InlineData("cursor='or'1", "cursor")]
    public async Task A_bad_page_is_refused_by_name(string query, string field)
    {
        var answer = await Api.Get($"/api/projects?{query}");

        Assert.Equal(422, (int)answer.Status);
        Assert.NotEmpty(answer.ErrorsOf(field));
    }

    private static string NewName() => $"bad-input-{Interlocked.Increment(ref s_names)}";

    private static string File(string path = "a", string sha = Sha, string size = "0", string executable = "false") =>
        $$"""{"files": [{"path": "{{path}}", "sha256": "{{sha}}", "size": {{size}}, "executable": {{executable}}}]}""";

    private static string Files(params (string Path, string Sha, int Size)[] files) =>
        $$"""{"files": [{{string.Join(", ", files.Select(f => $$"""{"path": "{{f.Path}}", "sha256": "{{f.Sha}}", "size": {{f.Size}}}"""))}}]}""";

    private Task<ApiAnswer> Send(HttpMethod method, string path, string body) =>
        Api.Send(method, path, new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

    private async Task Refused(HttpMethod method, string path, string body, string field)
    {
        var before = await WholeDatabase.Digest(fixture.Silo.ConnectionString);

        var answer = await Send(method, path, body);

        Assert.Equal(422, (int)answer.Status);
        Assert.Contains(field, answer.Json!["errors"]!.AsObject().Select(e => e.Key));
        Assert.NotEmpty(answer.Text("trace_id"));
        Assert.Equal(before, await WholeDatabase.Digest(fixture.Silo.ConnectionString));
    }
}
