using System.Net;
using System.Text;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>A project in a cluster whose visitors are answered by a server.</summary>
/// <param name="Deployment">The first one.</param>
internal sealed record ClusterApp(string Project, string Name, string Build, string Deployment)
{
    public static async Task<ClusterApp> Deploy(ApiDriver api, string marker, string before = "")
    {
        var name = $"app{Guid.NewGuid():n}"[..16];
        var project = await api.CreateProject(name);
        var build = await BuildOf(api, project, marker, before);
        var active = await api.Activate(project, build);
        Assert.True(active.Status == HttpStatusCode.OK, (await api.Get($"/api/projects/{project}/deployments")).Json!.ToJsonString());
        return new ClusterApp(project, name, build, active.Text("id"));
    }

    public Task<string> Make(ApiDriver api, string marker) => BuildOf(api, Project, marker, before: "");

    /// <summary>Many at once, who are content with no page but these.</summary>
    public LoadPlan VisitsAt(ClusterProcess gateway, params string[] markers) => LoadPlan.For(gateway.Endpoint, gateway.SiteHost(Name), "/") with
    {
        Connections = 4,
        Pause = TimeSpan.FromMilliseconds(20),
        MaxRequestTime = TimeSpan.FromSeconds(30),
        AcceptsStatus = status => status == 200,
        CheckBody = (_, body) => Encoding.UTF8.GetString(body) is var text && markers.Any(marker => text == $"<h1>{marker}</h1>") ? null : $"it says {text}",
    };

    private static async Task<string> BuildOf(ApiDriver api, string project, string marker, string before)
    {
        var build = await api.Build(project, ScriptedApp.Serving(marker, before));
        Assert.True(build.Text("status") == "success", await api.FollowLog(build.Text("id")));
        return build.Text("id");
    }
}
