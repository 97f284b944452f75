using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>What every silo has that is going to be killed: a project with an active build, and another build beside it.</summary>
/// <param name="Repositories">The folder whose repositories may be built.</param>
public sealed record KilledSite(string Project, string Active, string ActiveLabel, string Spare, string SpareLabel, string Repositories)
{
    public const string Name = "killed";

    /// <summary>The values of its variables.</summary>
    public static readonly string[] Variables = ["value one", "value three", "value two"];

    public static async Task<KilledSite> Create(ApiDriver api, string repositories)
    {
        var project = await api.CreateProject(Name);
        foreach (var value in Variables)
            (await api.Post($"/api/projects/{project}/env", new { key = value.Replace(' ', '_'), value })).Expect(HttpStatusCode.Created);
        var active = await api.Build(project, Says("one"));
        (await api.Activate(project, active.Text("id"))).Expect(HttpStatusCode.OK);
        var spare = await api.Build(project, Says("spare"));
        return new KilledSite(project, active.Text("id"), Label(active), spare.Text("id"), Label(spare), repositories);
    }

    public static Dictionary<string, string> Says(string text) => new() { ["index.html"] = $"<h1>{text}</h1>" };

    /// <summary>The same page, made by commands.</summary>
    public static Dictionary<string, string> Builds(string text) => new(Says(text))
    {
        ["vercel.json"] = """{"installCommand": "true", "buildCommand": "mkdir -p out && cp index.html out/", "outputDirectory": "out"}""",
    };

    public static string Label(ApiAnswer build) => new Uri(build.Text("preview_url")).Host.Split('.')[0];

    public static async Task Serves(IPEndPoint silo, string label, string says, string? by = null)
    {
        var answer = await Ask(silo, label);
        Assert.Equal((200, $"<h1>{says}</h1>"), (answer.Status, answer.Text));
        Assert.Equal(by ?? answer.Header("x-mv-deployment"), answer.Header("x-mv-deployment"));
    }

    public static Task<RawResponse> Ask(IPEndPoint silo, string label) => RawHttp.Get(silo, $"{label}.localhost:{silo.Port}");

    /// <summary>Looks again and again until it is so; the limit says when that has taken too long.</summary>
    public static async Task Until(Func<Task<bool>> isSo, CancellationToken limit)
    {
        while (!await isSo())
            await Task.Delay(20, limit);
    }
}
