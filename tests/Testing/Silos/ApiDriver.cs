using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniVercel.Testing.Silos;

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Json, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode this[string name] => Json![name]!;

    public string Text(string name) => Json![name]!.GetValue<string>();

    /// <summary>The messages that a refusal has for a field.</summary>
    public IReadOnlyList<string> ErrorsOf(string field) =>
        Json?["errors"]?[field]?.AsArray().Select(m => m!.GetValue<string>()).ToList() ?? [];

    public ApiAnswer Expect(HttpStatusCode status) => Status == status
        ? this
        : throw new InvalidOperationException($"Expected {status}, got {Status}: {Json?.ToJsonString()}");
}

/// <summary>Speaks to the API in plain HTTP and JSON, as any program outside would.</summary>
public sealed class ApiDriver : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Where the dashboard has a host of its own, the requests name that one, wherever they go.</summary>
    public ApiDriver(Uri address, string token, string? host = null)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Host = host;
        if (token.Length > 0)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<ApiAnswer> Delete(string path) => Send(HttpMethod.Delete, path, null);

    public Task<ApiAnswer> Post(string path, object? body = null) => Send(HttpMethod.Post, path, JsonOf(body));

    public Task<ApiAnswer> Put(string path, object? body) => Send(HttpMethod.Put, path, JsonOf(body));

    /// <param name="headers">Sent as they are, be they well-formed or not.</param>
    public async Task<ApiAnswer> Send(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal)
            ? JsonNode.Parse(text)
            : null;
        return new ApiAnswer(response.StatusCode, json, response.Headers, response.Content.Headers);
    }

    public async Task<string> CreateProject(string name) =>
        (await Post("/api/projects", new { name })).Expect(HttpStatusCode.Created).Text("id");

    /// <summary>Uploads the folder and has it built; the answer is the build when it has ended.</summary>
    public Task<ApiAnswer> Build(string project, IReadOnlyDictionary<string, string> files, bool production = false, bool force = false) =>
        Build(project, BytesOf(files), production, force);

    public async Task<ApiAnswer> Build(string project, IReadOnlyDictionary<string, byte[]> files, bool production = false, bool force = false)
    {
        var upload = await Upload(project, files);
        var build = (await Post($"/api/projects/{project}/builds", new { upload_id = upload, production, force })).Expect(HttpStatusCode.Accepted);
        return await WaitForBuild(build.Text("id"));
    }

    public Task<string> Upload(string project, IReadOnlyDictionary<string, string> files) => Upload(project, BytesOf(files));

    private async Task<string> Upload(string project, IReadOnlyDictionary<string, byte[]> contents)
    {
        var hashes = contents.ToDictionary(f => f.Key, f => Convert.ToHexStringLower(SHA256.HashData(f.Value)));
        var upload = (await Post(
            $"/api/projects/{project}/uploads",
            new { files = contents.Select(f => new { path = f.Key, sha256 = hashes[f.Key], size = f.Value.Length, executable = false }) }))
            .Expect(HttpStatusCode.Created);
        foreach (var missing in upload["missing"].AsArray().Select(m => m!.GetValue<string>()))
        {
            var content = contents[hashes.First(h => h.Value == missing).Key];
            await Bring(upload.Text("id"), missing, content);
        }

        return upload.Text("id");
    }

    /// <summary>As every client does: once more where a sweep was just going over the store.</summary>
    private async Task Bring(string upload, string hash, byte[] content)
    {
        const int tries = 5;
        for (var i = 1; ; i++)
        {
            var answer = await Send(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", new ByteArrayContent(content));
            if (answer.Status != HttpStatusCode.ServiceUnavailable || i == tries)
            {
                answer.Expect(HttpStatusCode.NoContent);
                return;
            }
        }
    }

    private static Dictionary<string, byte[]> BytesOf(IReadOnlyDictionary<string, string> files) =>
        files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value));

    /// <summary>Follows the build's log to its end: the stream closes when the build has ended.</summary>
    public async Task<ApiAnswer> WaitForBuild(string build)
    {
        await FollowLog(build);
        return (await Get($"/api/builds/{build}")).Expect(HttpStatusCode.OK);
    }

    /// <summary>The log as a stream of events, whole.</summary>
    public async Task<string> FollowLog(string build, long after = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/builds/{build}/logs");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Activates the build and waits until that has ended.</summary>
    public Task<ApiAnswer> Activate(string project, string build) =>
        Post($"/api/projects/{project}/deployments?wait=true", new { build_id = build });

    public void Dispose() => _http.Dispose();

    private static StringContent? JsonOf(object? body) =>
        body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}
