using System.Net;
using System.Text;
using MiniVercel.Gateway.Tests.Accounts;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>What calls are about that are made out of their description: somebody's own things, by the noun that stands before their id.</summary>
internal static class DrivenThings
{
    /// <summary>One of each thing, made where it is missing.</summary>
    public static async Task<Dictionary<string, string>> Of(Person person, Dictionary<string, string>? known = null)
    {
        if (known is not null && (await person.Api.Get($"/api/builds/{known["builds"]}")).Status == HttpStatusCode.OK)
            return known;
        var name = Site.NewName("driven");
        var project = await person.Api.CreateProject(name);
        var build = await person.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "driven" });
        var deployment = (await person.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
        var upload = await person.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = "driven" });
        (await person.Api.Post($"/api/projects/{project}/env", new { key = "TOKEN", value = "theirs" })).Expect(HttpStatusCode.Created);
        var hook = (await person.Api.Post($"/api/projects/{project}/hooks", new { name = "driven", branch = "main" })).Expect(HttpStatusCode.Created);
        return new Dictionary<string, string>
        {
            ["projects"] = project,
            ["builds"] = build.Text("id"),
            ["deployments"] = deployment.Text("id"),
            ["artifacts"] = build.Text("artifact_id"),
            ["uploads"] = upload,
            ["blobs"] = Site.HashOf(Encoding.UTF8.GetBytes("driven")),
            ["env"] = "TOKEN",
            ["domains"] = $"{name}.example.test",
            ["resolve"] = $"{name}.localhost",
            ["health"] = project,
            ["hooks"] = hook.Text("id"),
            ["called"] = hook.Text("url").Split('/')[^1],
            ["requests"] = "7",
            ["teams"] = person.Team,
            ["members"] = person.Id,
            ["invitations"] = (await person.Api.Post($"/api/teams/{person.Team}/invitations", new { role = "viewer" })).Text("id"),
            ["tokens"] = (await person.Api.Post("/api/tokens", new { name = "driven", role = "read" })).Text("id"),
        };
    }

    public static string Fill(string path, Dictionary<string, string> ids) => Endpoints.Fill(path, thing =>
    {
        var noun = path.StartsWith("/api/hooks/", StringComparison.Ordinal) ? "called" : thing;
        return ids.TryGetValue(noun, out var id) || ids.TryGetValue("", out id) ? id : throw new ArgumentOutOfRangeException(nameof(path), path, $"Say which id '{thing}' takes.");
    });
}
