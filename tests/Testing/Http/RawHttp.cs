using System.Buffers;
using System.Net;

namespace MiniVercel.Testing.Http;

/// <summary>One request on a connection of its own. What is not a whole answer throws <see cref="HttpFailure"/>.</summary>
public static class RawHttp
{
    /// <summary>Longer than a visitor is held for an app: what came of that is in the answer, and in a limit's end there is nothing to read.</summary>
    private static readonly TimeSpan MaxRequestTime = TimeSpan.FromMinutes(1);

    public static Task<RawResponse> Get(
        IPEndPoint endpoint,
        string host,
        string path = "/",
        IReadOnlyList<KeyValuePair<string, string>>? headers = null,
        CancellationToken ct = default) =>
        Send(endpoint, new RawRequest(host, path) { Headers = headers ?? [], KeepAlive = false }, ct);

    public static async Task<RawResponse> Send(IPEndPoint endpoint, RawRequest request, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(MaxRequestTime);
        try
        {
            using var connection = await RawConnection.Open(endpoint, limit.Token);
            await connection.Send(request.ToBytes(), limit.Token);
            var head = await connection.ReadHead(limit.Token);
            var body = new ArrayBufferWriter<byte>();
            await connection.ReadBody(head, request.IsHead, body, limit.Token);
            return new RawResponse(head.Status, [.. head.Headers()], body.WrittenMemory);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HttpFailure(FailureKind.TooSlow, $"no whole answer within {MaxRequestTime.TotalSeconds} s");
        }
    }
}
