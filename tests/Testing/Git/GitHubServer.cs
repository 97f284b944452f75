using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Git;

/// <summary>A call that came to <see cref="GitHubServer"/>.</summary>
public sealed record GitHubCall(string Method, string Path, string Query, string Authorization, JsonNode? Body, string Form);

/// <summary>Stands where GitHub does: it notes what it is told, keeps what is made in it, and lets people log in as whom it is told.</summary>
public sealed class GitHubServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonArray> _lists = new();
    private int _ids;

    private GitHubServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public ConcurrentQueue<GitHubCall> Calls { get; } = new();

    /// <summary>What it answers instead, where it says something for a call.</summary>
    public Func<GitHubCall, int?>? Refuse { get; set; }

    /// <summary>Who logs in: as `/user`, `/user/emails` and `/user/repos` have it.</summary>
    public JsonNode User { get; set; } = new JsonObject();

    public JsonNode Emails { get; set; } = new JsonArray();

    public JsonNode Repositories { get; set; } = new JsonArray();

    /// <summary>What the code that somebody brings back is exchanged for.</summary>
    public string Token { get; set; } = "gho_token";

    public IReadOnlyList<GitHubCall> Of(string method, string path) => [.. Calls.Where(c => c.Method == method && c.Path == path)];

    /// <summary>What has been made by calls to this path.</summary>
    public IReadOnlyList<JsonNode> Kept(string path) => [.. List(path).AsArray().Select(n => n!.DeepClone())];

    public static async Task<GitHubServer> Start()
    {
        var app = LocalServer.Build();
        var server = new GitHubServer(app);
        app.Run(server.Answer);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync();
        var isJson = request.ContentType?.Contains("json", StringComparison.Ordinal) == true && text.Length > 0;
        var call = new GitHubCall(
            request.Method, request.Path, request.QueryString.Value ?? "", request.Headers.Authorization.ToString(), isJson ? JsonNode.Parse(text) : null, isJson ? "" : text);
        Calls.Enqueue(call);
        if (Refuse?.Invoke(call) is { } status)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(new { message = "refused" });
            return;
        }

        await context.Response.WriteAsJsonAsync(call switch
        {
            { Path: "/login/oauth/access_token" } => new JsonObject { ["access_token"] = Token, ["token_type"] = "bearer" },
            { Path: "/user" } => User,
            { Path: "/user/emails" } => Emails,
            { Path: "/user/repos" } => Repositories,
            { Method: "GET" } => List(call.Path),
            { Method: "POST" } => Add(call),
            _ => new JsonObject(),
        });
    }

    private JsonNode List(string path)
    {
        var list = _lists.GetOrAdd(path, _ => []);
        lock (list)
            return list.DeepClone();
    }

    private JsonNode Add(GitHubCall call)
    {
        var made = call.Body?.DeepClone() ?? new JsonObject();
        made["id"] = Interlocked.Increment(ref _ids);
        var list = _lists.GetOrAdd(call.Path, _ => []);
        lock (list)
            list.Add(made);
        return made.DeepClone();
    }
}
