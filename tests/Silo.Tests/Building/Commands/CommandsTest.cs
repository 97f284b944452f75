using System.Net;
using System.Text.Json;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>A test that has a silo build projects with commands of their own.</summary>
public abstract class CommandsTest(TestSilo silo)
{
    protected ApiDriver Api => silo.Api;

    /// <summary>Builds a folder of one page, by these lines of vercel.json and with these other files.</summary>
    protected async Task<ApiAnswer> Build(object vercel, params (string Path, string Text)[] files) =>
        await Api.Build(await Project(), Files(vercel, files));

    protected Task<string> Project() => Api.CreateProject($"p-{Guid.NewGuid():n}"[..20]);

    protected static Dictionary<string, string> Files(object vercel, params (string Path, string Text)[] files)
    {
        var all = new Dictionary<string, string> { ["index.html"] = "<h1>It was built.</h1>", ["vercel.json"] = JsonSerializer.Serialize(vercel) };
        foreach (var (path, text) in files)
            all[path] = text;
        return all;
    }

    protected async Task<string> Page(ApiAnswer build, string path = "/")
    {
        var answer = await RawHttp.Get(silo.Endpoint, new Uri(build.Text("preview_url")).Authority, path);
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    /// <summary>The log as "stream step text".</summary>
    protected async Task<IReadOnlyList<string>> Log(ApiAnswer build)
    {
        var page = (await Api.Get($"/api/builds/{build.Text("id")}/logs")).Expect(HttpStatusCode.OK);
        return [.. page["items"].AsArray().Select(l => $"{l!["stream"]} {l["step"]} {l["text"]}")];
    }

    /// <summary>What the build says last, when it has failed for this reason.</summary>
    protected async Task<string> Failed(ApiAnswer build, string reason)
    {
        var log = await Log(build);
        Assert.True(build.Text("status") == "failed" && build.Text("reason") == reason, string.Join('\n', [build.Json!.ToJsonString(), .. log]));
        return log[^1];
    }

    protected async Task Succeeded(ApiAnswer build) =>
        Assert.True(build.Text("status") == "success", string.Join('\n', [build.Json!.ToJsonString(), .. await Log(build)]));
}
