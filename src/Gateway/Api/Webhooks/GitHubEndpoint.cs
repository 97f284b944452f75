using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Platform.GitHosts;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <summary>
/// Hears what happens in repositories. Whoever sends it proves with its signature for which projects they may speak; it is written down and
/// answered, and what follows from it happens after that.
/// </summary>
internal static class GitHubEndpoint
{
    public const string Path = "/webhooks/github";

    /// <summary>GitHub sends at most 25 MB; what we read of a message is at its beginning and end, and those with thousands of commits are cut by it.</summary>
    private const int LargestBody = 5 << 20;
    private const int Deepest = 64;
    private const int AtOnce = 24;
    private const int AtOnceOfAddress = 8;
    private const int Waiting = 256;
    private const string Scheme = "sha256=";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_sentWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Strangers may send large bodies as well, but only so many at once are held in memory; and who sends them slowly is in nobody's way
    /// but their own.
    /// </summary>
    private static readonly PartitionedRateLimiter<string> s_room = PartitionedRateLimiter.CreateChained(
        Room(address => address, AtOnceOfAddress), Room(_ => "all", AtOnce));

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(Path, Hear).WithMetadata(OpenToAll.Instance, new RequestSizeLimitAttribute(LargestBody))
            .Takes<JsonElement>().Gives<HeardAnswer>(202).Gives<PongAnswer>();

    private static async Task<IResult> Hear(HttpContext context, WebhookSecrets webhooks, GitHeads heads)
    {
        if (Signature(context.Request) is not { } signature)
            return Unsigned();
        using var place = await Place(context);
        if (place is { IsAcquired: true })
            return await HearOut(context, signature, webhooks, heads);

        context.Response.Headers.RetryAfter = "5";
        return Problems.Of(503, "Unavailable for the moment", "Too many messages come at once. Send it again in a few seconds.");
    }

    private static async Task<RateLimitLease?> Place(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(s_patience);
        try
        {
            return await s_room.AcquireAsync(context.Address(), cancellationToken: limit.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static PartitionedRateLimiter<string> Room(Func<string, string> whose, int atOnce) =>
        PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetConcurrencyLimiter(
            whose(address), _ => new ConcurrencyLimiterOptions { PermitLimit = atOnce, QueueLimit = Waiting }));

    private static async Task<IResult> HearOut(HttpContext context, byte[] signature, WebhookSecrets webhooks, GitHeads heads)
    {
        if (await Body(context) is not { } body)
            return Problems.Of(408, "Too slow", $"The message did not come within {s_sentWithin.TotalSeconds:0} seconds.");
        using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest });
        var projects = await webhooks.Signed(GitHubPayload.Repositories(json.RootElement), body, signature, context.RequestAborted);
        if (projects.Count == 0)
            return Unsigned(); // in the same words, whether there is such a project or not

        var kind = context.Request.Headers["x-github-event"].ToString();
        var id = context.Request.Headers["x-github-delivery"].ToString();
        if (!IsWord(kind) || !IsWord(id))
            return Problems.Of(400, "Bad request", "An x-github-event and an x-github-delivery are needed: words of at most 64 characters.");
        if (kind == "ping")
            return Results.Ok(new PongAnswer(true));

        var content = GitHubPayload.Read(kind, json.RootElement);
        var delivery = new Delivery(id, NameOf(kind, content), content, context.Address(), RequestIds.Of(context));
        var outcomes = new List<HeardOutcome>();
        foreach (var project in projects)
            outcomes.Add(new HeardOutcome(project.Id.Value, await heads.Accept(project, delivery, context.RequestAborted)));
        return Results.Json(new HeardAnswer(outcomes), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<byte[]?> Body(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(s_sentWithin);
        using var buffer = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(buffer, limit.Token);
            return buffer.ToArray();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>One by SHA-1, which GitHub sends beside it, proves nothing here.</summary>
    private static byte[]? Signature(HttpRequest request)
    {
        var header = request.Headers["x-hub-signature-256"].ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal) || header.Length != Scheme.Length + 64)
            return null;
        try
        {
            return Convert.FromHexString(header.AsSpan(Scheme.Length));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string NameOf(string kind, HostEvent content) => content switch
    {
        HostEvent.PullRequest { IsOpen: true } => "pull_request",
        HostEvent.PullRequest => "pull_request.closed",
        _ => kind,
    };

    private static bool IsWord(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static IResult Unsigned() => Problems.Of(
        401, "Not signed", "The message carries no x-hub-signature-256 (HMAC with SHA-256) by the secret of a project of its repository.");
}
