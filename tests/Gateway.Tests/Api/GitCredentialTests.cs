using System.Net;
using Dapper;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

[Collection(SiloCollection.Name)]
public class GitCredentialTests(SharedSilo fixture)
{
    private const string Key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n";

    private static int s_names;

    private ApiDriver Api => fixture.Silo.Api;

    [Fact]
    public async Task A_token_is_kept_sealed_and_never_shown()
    {
        var project = await Project("https://git.example.com/ada/site");

        var kept = (await Api.Put(Path(project), new { token = "s3cret-token" })).Expect(HttpStatusCode.OK);

        var shown = (await Api.Get(Path(project))).Expect(HttpStatusCode.OK);
        Assert.Equal(kept.Json!.ToJsonString(), shown.Json!.ToJsonString());
        Assert.Equal(("token", "https://git.example.com:443", "x-access-token"), (shown.Text("kind"), shown.Text("origin"), shown.Text("username")));
        Assert.DoesNotContain("s3cret", shown.Json.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", await Envelope(project), StringComparison.Ordinal);
        Assert.StartsWith("v1:", await Envelope(project), StringComparison.Ordinal);
        (await Api.Delete(Path(project))).Expect(HttpStatusCode.NoContent);
        (await Api.Get(Path(project))).Expect(HttpStatusCode.NotFound);
        (await Api.Delete(Path(project))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_deploy_key_is_for_ssh_and_goes_with_its_project()
    {
        var project = await Project("git@git.example.com:ada/site");

        Assert.Equal("deploy_key", (await Api.Put(Path(project), new { deploy_key = Key })).Expect(HttpStatusCode.OK).Text("kind"));
        (await Api.Delete($"/api/projects/{project}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("", await Envelope(project));
        (await Api.Get(Path(project))).Expect(HttpStatusCode.NotFound);
    }

    public static TheoryData<string?, object, string> Wrong => new()
    {
        { null, new { token = "t" }, "git_url" },
        { "https://git.example.com/a", new { }, "token" },
        { "https://git.example.com/a", new { token = "t", deploy_key = Key }, "token" },
        { "https://git.example.com/a", new { deploy_key = Key }, "deploy_key" },
        { "git@git.example.com:a", new { token = "t" }, "token" },
        { "https://git.example.com/a", new { token = "" }, "token" },
        { "https://git.example.com/a", new { token = "a\r\nHost: b" }, "token" },
        { "https://git.example.com/a", new { token = new string('t', 4_097) }, "token" },
        { "https://git.example.com/a", new { token = "t", username = "a:b" }, "username" },
        { "git@git.example.com:a", new { deploy_key = "secret" }, "deploy_key" },
        { "git@git.example.com:a", new { deploy_key = Key + "\nProxyCommand x" }, "deploy_key" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_no_credential_of_the_project_is_refused_by_name(string? gitUrl, object body, string field)
    {
        var project = await Project(gitUrl);
        var before = await WholeDatabase.Digest(fixture.Silo.ConnectionString);

        var answer = await Api.Put(Path(project), body);

        Assert.Equal(422, (int)answer.Status);
        Assert.NotEmpty(answer.ErrorsOf(field));
        Assert.Equal(before, await WholeDatabase.Digest(fixture.Silo.ConnectionString));
    }

    private static string Path(string project) => $"/api/projects/{project}/git-credential";

    private async Task<string> Project(string? gitUrl) =>
        (await Api.Post("/api/projects", new { name = $"credential-{Interlocked.Increment(ref s_names)}", git_url = gitUrl })).Expect(HttpStatusCode.Created).Text("id");

    private async Task<string> Envelope(string project)
    {
        await using var source = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>("select envelope from git_credentials where project_id = @project", new { project }) ?? "";
    }
}
