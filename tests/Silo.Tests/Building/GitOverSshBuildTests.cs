using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Network;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building;

/// <summary>A repository behind a real sshd, by a name that only the silo knows.</summary>
public sealed class GitOverSshBuildTests : IDisposable
{
    private readonly string _root = TemporaryFolder.Create("git-ssh");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SshdFact]
    public async Task A_deploy_key_opens_a_private_repository_and_a_server_that_has_changed_gets_nothing()
    {
        var site = GitFolder.Create(_root);
        var head = site.Commit("One", ("index.html", "by ssh"));
        await using var silo = await TestSilo.Start(
            services => services.AddSingleton<IHostResolver>(new ScriptedResolver().Say("git.example", ["127.0.0.1"])),
            new SiloOptions { GitHosts = AllowedHosts.Parse("git.example")! });
        int port;
        string project;
        await using (var server = await SshServer.Start(Path.Combine(_root, "sshd")))
        {
            port = server.Port;
            project = (await silo.Api.Post("/api/projects", new { name = "by-ssh", git_url = $"ssh://git@git.example:{port}{site.Path}" }))
                .Expect(HttpStatusCode.Created).Text("id");

            Assert.Contains("private", await Failed(silo, project), StringComparison.Ordinal);
            (await silo.Api.Put($"/api/projects/{project}/git-credential", new { deploy_key = server.DeployKey })).Expect(HttpStatusCode.OK);
            var build = await Build(silo, project);

            Assert.Equal(("success", head), (build.Text("status"), build.Text("commit_sha")));
            Assert.DoesNotContain("PRIVATE KEY", await silo.Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
        }

        await using (await SshServer.Start(Path.Combine(_root, "another"), port))
            Assert.Contains("shows another key than before", await Failed(silo, project), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(silo.Folder, "git", "homes")));
    }

    private static async Task<string> Failed(TestSilo silo, string project)
    {
        var build = await Build(silo, project);
        Assert.Equal(("failed", "clone_failed"), (build.Text("status"), build.Text("reason")));
        return await silo.Api.FollowLog(build.Text("id"));
    }

    private static async Task<ApiAnswer> Build(TestSilo silo, string project) =>
        await silo.Api.WaitForBuild((await silo.Api.Post($"/api/projects/{project}/builds", new { })).Expect(HttpStatusCode.Accepted).Text("id"));
}
