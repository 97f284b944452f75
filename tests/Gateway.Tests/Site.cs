using System.Net;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests;

/// <summary>A project of a test's own, built over the API and asked by its hosts exactly as written.</summary>
internal sealed class Site(TestSilo silo, string project, string name)
{
    private static int s_names;

    public string Project => project;

    public string Name => name;

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string purpose) => $"{purpose}-{Interlocked.Increment(ref s_names)}";

    public static async Task<Site> Create(TestSilo silo, string purpose)
    {
        var name = NewName(purpose);
        return new Site(silo, await silo.Api.CreateProject(name), name);
    }

    /// <summary>A build of one page, when it has succeeded.</summary>
    public Task<ApiAnswer> Build(string page, string? branch = null) =>
        Build(new Dictionary<string, byte[]> { ["index.html"] = Encoding.UTF8.GetBytes(page) }, branch);

    public async Task<ApiAnswer> Build(IReadOnlyDictionary<string, byte[]> files, string? branch = null)
    {
        var upload = await Upload(files);
        var build = (await silo.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload, @ref = branch })).Expect(HttpStatusCode.Accepted);
        var ended = await silo.Api.WaitForBuild(build.Text("id"));
        Assert.Equal("success", ended.Text("status"));
        return ended;
    }

    /// <summary>Builds one page and activates it; the answer is the deployment.</summary>
    public async Task<ApiAnswer> Deploy(string page) => await Activate((await Build(page)).Text("id"));

    public async Task<ApiAnswer> Activate(string build) => (await silo.Api.Activate(project, build)).Expect(HttpStatusCode.OK);

    public Task<RawResponse> Get(string path = "/", params (string Name, string Value)[] headers) => Send("GET", path, headers);

    public Task<RawResponse> Send(string method, string path, params (string Name, string Value)[] headers) => RawHttp.Send(
        silo.Endpoint,
        new RawRequest(silo.SiteHost(name), path)
        {
            Method = method,
            KeepAlive = false,
            Headers = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))],
        });

    private async Task<string> Upload(IReadOnlyDictionary<string, byte[]> files)
    {
        var byHash = files.Values.DistinctBy(HashOf).ToDictionary(HashOf);
        var list = files.Select(f => new { path = f.Key, sha256 = HashOf(f.Value), size = f.Value.Length, executable = false });
        var upload = (await silo.Api.Post($"/api/projects/{project}/uploads", new { files = list })).Expect(HttpStatusCode.Created);
        foreach (var hash in upload["missing"].AsArray().Select(m => m!.GetValue<string>()))
        {
            (await silo.Api.Send(HttpMethod.Put, $"/api/uploads/{upload.Text("id")}/blobs/{hash}", new ByteArrayContent(byHash[hash])))
                .Expect(HttpStatusCode.NoContent);
        }

        return upload.Text("id");
    }

    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
