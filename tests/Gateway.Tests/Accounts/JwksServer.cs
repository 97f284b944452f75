using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MiniVercel.Testing.Http;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>Where an issuer publishes its keys, well or not.</summary>
public sealed class JwksServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private object _shown = new { keys = Array.Empty<object>() };
    private Held? _held;
    private int _asked;

    private JwksServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/keys");

    public int Asked => _asked;

    /// <summary>What is wrong with it, if anything is.</summary>
    public string? Trouble { get; set; }

    public static async Task<JwksServer> Start()
    {
        var app = LocalServer.Build();
        var server = new JwksServer(app);
        app.MapGet("/keys", server.Answer);
        app.MapGet("/elsewhere", () => Results.Json(server._shown));
        await app.StartAsync();
        return server;
    }

    public void Show(params (string Id, RSA Key)[] keys) => _shown = new { keys = keys.Select(k => PublicPart(k.Id, k.Key)).ToArray() };

    /// <summary>As if nobody had asked yet, and nothing were wrong.</summary>
    public void BeginAnew() => (_asked, _held, Trouble) = (0, null, null);

    /// <summary>Lets the next question wait for its answer.</summary>
    public Held Hold() => _held = new Held();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (Interlocked.Exchange(ref _held, null) is { } held)
            await held.Wait();
        switch (Trouble)
        {
            case "away":
                context.Abort();
                break;
            case "refuses":
                context.Response.StatusCode = 500;
                break;
            case "sends on":
                context.Response.Redirect("/elsewhere");
                break;
            case "too large":
                await context.Response.WriteAsync(new string(' ', 300 << 10) + """{"keys": []}""");
                break;
            case "no JSON":
                await context.Response.WriteAsync("<html>");
                break;
            case "no keys":
                await context.Response.WriteAsync("[1]");
                break;
            case "no numbers":
                await context.Response.WriteAsync("""{"keys": [{"kty": "RSA", "kid": "two", "n": "???", "e": 3}]}""");
                break;
            case "slow":
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default); // until who asks has given up
                break;
            default:
                await context.Response.WriteAsJsonAsync(_shown);
                break;
        }
    }

    private static object PublicPart(string id, RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = id, n = Base64Url.EncodeToString(numbers.Modulus), e = Base64Url.EncodeToString(numbers.Exponent) };
    }

    public sealed class Held
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromMinutes(2));

        public void LetGo() => _open.SetResult();

        public Task Wait()
        {
            _reached.SetResult();
            return _open.Task;
        }
    }
}
