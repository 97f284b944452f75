using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Cli.Tests.Testing;

/// <summary>A real server on a free port that writes down what it is asked and answers as the test says.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<(Regex Line, Func<HttpContext, Task> Answer)> _answers = [];
    private readonly ConcurrentQueue<RecordedRequest> _requests = [];

    private RecordingServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public static async Task<RecordingServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new RecordingServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>The last one that fits answers, so a test can overrule what is usual.</summary>
    public void On(string line, Func<HttpContext, Task> answer)
    {
        lock (_answers)
            _answers.Add((new Regex($@"\A{line}\z"), answer));
    }

    public IEnumerable<RecordedRequest> RequestsTo(string line) => Requests.Where(request => Regex.IsMatch(request.Line, $@"\A{line}\z"));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body);
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            // The client gave up half-way: that, too, is something to write down.
        }
        _requests.Enqueue(new RecordedRequest(
            request.Method, request.Path, request.QueryString.Value ?? "",
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body.ToArray()));

        Func<HttpContext, Task>? answer;
        lock (_answers)
            answer = _answers.LastOrDefault(known => known.Line.IsMatch($"{request.Method} {request.Path}")).Answer;
        await (answer ?? (nobody => nobody.ProblemAsync(404, "Not found")))(context);
    }
}
