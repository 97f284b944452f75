using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>kill -9 in the middle of a deployment: what was accepted is finished, once, by whoever comes after.</summary>
public class KilledInTheMiddle
{
    private static readonly TimeSpan RecoveredWithin = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("build.after_claim")]
    [InlineData("build.after_commit")]
    [InlineData("build.after_record")]
    [InlineData("activation.after_request")]
    [InlineData("activation.after_prepare")]
    [InlineData("activation.after_commit")]
    public async Task A_deployment_that_was_accepted_is_finished_by_the_next_process(string failpoint)
    {
        var folder = TemporaryFolder.Create("killed");
        string project, first, build;
        await using (var before = await SiloProcess.Start(folder))
        {
            using var api = before.Api();
            project = await api.CreateProject("killed");
            first = await Deploy(api, project, "one");
        }

        await using (var victim = await SiloProcess.Start(folder, $"{failpoint}:kill"))
        {
            using var api = victim.Api();
            var upload = await api.Upload(project, Site("two"));
            build = (await api.Post($"/api/projects/{project}/builds", new { upload_id = upload, production = true })).Text("id");
            await victim.Exited(TimeSpan.FromSeconds(30));
        }

        await using var after = await SiloProcess.Start(folder);
        using (var api = after.Api())
        {
            using var limit = new CancellationTokenSource(RecoveredWithin);
            var finished = await api.WaitForBuild(build).WaitAsync(limit.Token);
            Assert.Equal("success", finished.Text("status"));
            var deployment = await ActiveDeploymentOf(api, project, build, limit.Token);

            await Serves(after, "killed", "two", deployment);
            await Serves(after, new Uri((await api.Get($"/api/builds/{first}")).Text("preview_url")).Host.Split('.')[0], "one", first);
            await HappenedOnce(api, project, build);
            Assert.Contains(failpoint.StartsWith("build", StringComparison.Ordinal) ? build : deployment, after.Output, StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Site(string says) => new() { ["index.html"] = $"<h1>{says}</h1>" };

    private static async Task<string> Deploy(ApiDriver api, string project, string says)
    {
        var build = (await api.Build(project, Site(says))).Text("id");
        (await api.Activate(project, build)).Expect(HttpStatusCode.OK);
        return build;
    }

    private static async Task<string> ActiveDeploymentOf(ApiDriver api, string project, string build, CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = (await api.Get($"/api/projects/{project}/deployments?limit=1"))["items"][0]!;
            if (newest["build_id"]!.GetValue<string>() == build && newest["status"]!.GetValue<string>() == "active")
                return newest["id"]!.GetValue<string>();
            await Task.Delay(20, cancellationToken);
        }
    }

    private static async Task Serves(SiloProcess silo, string label, string says, string by)
    {
        var answer = await RawHttp.Get(silo.Endpoint, $"{label}.localhost:{silo.Endpoint.Port}");
        Assert.Equal((200, $"<h1>{says}</h1>", by), (answer.Status, answer.Text, answer.Header("x-mv-deployment")));
    }

    /// <summary>One build, one activation of it, and a log without gap or repetition.</summary>
    private static async Task HappenedOnce(ApiDriver api, string project, string build)
    {
        Assert.Equal(2, (await api.Get($"/api/projects/{project}/builds"))["items"].AsArray().Count);
        Assert.Equal(2, (await api.Get($"/api/projects/{project}/deployments"))["items"].AsArray().Count);
        var lines = (await api.Get($"/api/builds/{build}/logs"))["items"].AsArray().Select(l => l!["seq"]!.GetValue<long>()).ToList();
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(i => (long)i), lines);
    }
}
