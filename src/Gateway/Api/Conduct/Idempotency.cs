using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Platform.Calls;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>
/// A call that is sent again under the same key is answered as it was the first time, and happens once. Where nobody knows how the first
/// one ended, it is done again with the same ids, by which everything that it makes is known to be there already.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, IdempotencyKeys keys)
{
    public const string Header = "idempotency-key";
    private const int LongestKey = 255;
    private const int LargestKept = 64 << 10;

    public static readonly HeardHeader Described = new(
        "Idempotency-Key", "Sent again under the same key within a day, the call happens once and is answered as it was the first time.", "^[ -~]+$", LongestKey);

    /// <summary>Of whom it is not known who they are, it is not known either whether they are the same.</summary>
    public static bool Heeds(string method, IEnumerable<object> metadata) => HttpMethods.IsPost(method) && !metadata.OfType<OpenToAll>().Any();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[Header] is not { Count: > 0 } given || !HttpMethods.IsPost(context.Request.Method)
            || context.Features.Get<Caller>() is not { } caller)
        {
            await next(context);
            return;
        }

        if (given is not [{ Length: > 0 and <= LongestKey } key] || key.Any(c => c is < ' ' or > '~'))
        {
            await Problems.Of(400, "Bad request", $"An {Header} is 1 to {LongestKey} printable ASCII characters.").ExecuteAsync(context);
            return;
        }

        await Answer(context, caller, key, await Fingerprint(context));
    }

    private async Task Answer(HttpContext context, Caller caller, string key, byte[] fingerprint)
    {
        switch (await keys.Begin(caller.Key, key, fingerprint, context.RequestAborted))
        {
            case IdempotentCall.Mine mine:
                context.Features.Set(mine.Ids);
                await Do(context, caller, key);
                break;
            case IdempotentCall.Done done:
                context.Response.StatusCode = done.Status;
                context.Response.ContentType = done.ContentType;
                context.Response.Headers.Location = done.Location;
                context.Response.Headers["idempotency-replayed"] = "true";
                await context.Response.WriteAsync(done.Body, context.RequestAborted);
                break;
            case IdempotentCall.Running:
                context.Response.Headers.RetryAfter = "1";
                await Problems.Of(409, "Still running", "The call that was sent first under this key has no answer yet.").ExecuteAsync(context);
                break;
            default:
                await Problems.Of(422, "Another call", $"This {Header} was used for another call; every call needs one of its own.").ExecuteAsync(context);
                break;
        }
    }

    /// <summary>Only what was done is kept. A refusal has changed nothing, and may be another answer the next time.</summary>
    private async Task Do(HttpContext context, Caller caller, string key)
    {
        var to = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        catch
        {
            await keys.Forget(caller.Key, key, CancellationToken.None);
            throw;
        }
        finally
        {
            context.Response.Body = to;
        }

        var answer = context.Response;
        if (answer.StatusCode < 400 && kept.Length <= LargestKept)
        {
            await keys.End(
                caller.Key, key, new IdempotentCall.Done(answer.StatusCode, answer.ContentType, answer.Headers.Location, Encoding.UTF8.GetString(kept.ToArray())), CancellationToken.None);
        }
        else
        {
            await keys.Forget(caller.Key, key, CancellationToken.None);
        }

        kept.Position = 0;
        await kept.CopyToAsync(to, context.RequestAborted);
    }

    private static async Task<byte[]> Fingerprint(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n"));
        var buffer = new byte[16 << 10];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            hash.AppendData(buffer, 0, read);
        context.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}

internal static class IdsOfRequest
{
    public static TId NewId<TId>(this HttpContext context, TimeProvider clock)
        where TId : struct, ITypedId<TId> => context.Features.Get<IdsOfCall>()?.Next<TId>() ?? MiniVercel.NewId.Of<TId>(clock);
}
