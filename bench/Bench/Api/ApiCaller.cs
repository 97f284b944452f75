using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Bench.Measuring;
using MiniVercel.Bench.Serving;
using MiniVercel.Testing.Git;

namespace MiniVercel.Bench.Api;

/// <summary>Calls one of the two, as often as it answers; each call that makes something makes something of its own.</summary>
internal sealed class ApiCaller : IDisposable
{
    public const int InFlight = 16;

    private readonly ApiStage _stage;
    private readonly Server _server;
    private readonly HttpClient _http;
    private int _made;
    private long _answered;

    public ApiCaller(ApiStage stage, Server server)
    {
        (_stage, _server) = (stage, server);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        _http.DefaultRequestHeaders.Host = server.Host;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stage.Token);
    }

    /// <summary>How many calls were answered in a second, and how many for a second of the server's processor.</summary>
    public async Task<(Measurement ByClock, double PerProcessorSecond)> Measure(string what)
    {
        var (processor, answered) = (_server.Processor, _answered);
        var measured = await Lanes.Run(InFlight, (lane, _) => Call(what, lane));
        return (measured, (_answered - answered) / (_server.Processor - processor).TotalSeconds);
    }

    public void Dispose() => _http.Dispose();

    private async Task Call(string what, int lane)
    {
        using var request = Request(what, lane, Interlocked.Increment(ref _made));
        using var response = await _http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{_server.Name} answered {what} with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        Interlocked.Increment(ref _answered);
    }

    private HttpRequestMessage Request(string what, int lane, int made) => what switch
    {
        ApiBench.List => new HttpRequestMessage(HttpMethod.Get, "/api/projects"),
        ApiBench.Get => new HttpRequestMessage(HttpMethod.Get, $"/api/builds/{_stage.Builds[made % _stage.Builds.Count]}"),
        ApiBench.Create => Post("/api/projects", $$"""{"name":"made-{{made}}"}"""),
        ApiBench.Trigger => Post($"/api/projects/{_stage.HookedProjects[lane % ApiStage.Hooked]}/builds", $$"""{"ref":"branch-{{made}}"}"""),
        ApiBench.Hook => Push(lane % ApiStage.Hooked, made),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such benchmark."),
    };

    /// <summary>A push to a branch of its own, whose author wants no build of it: what is measured is hearing of it.</summary>
    private HttpRequestMessage Push(int project, int made)
    {
        var commit = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{made}")))[..40];
        var body = new GitHubMessages($"file://{ApiStage.Repository($"hooked-{project}")}", $"acme/hooked-{project}")
            .Push(GitHubMessages.NoCommit, commit, made, $"pushed-{made}", "a commit [skip ci]");
        return new HttpRequestMessage(HttpMethod.Post, $"/api/webhooks/github?project={_stage.HookedProjects[project]}")
        {
            Content = GitHubMessages.Signed(body, "push", $"{_server.Name.Replace(' ', '-')}-{made}", _stage.Secrets[project]),
        };
    }

    private static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
