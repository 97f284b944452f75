using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MiniVercel.Silo.Listening;

/// <summary>
/// The words with which an HTTP/2 client begins where nothing was agreed on before. The server's own choice between the two versions needs TLS, so
/// on a bare connection somebody has to look: once, and at the first byte that differs it is over.
/// </summary>
/// <param name="limits">How long a client may take for its first byte and for its first request.</param>
/// <param name="http2">Who takes over when it is one.</param>
internal sealed class Http2Preface(KestrelServerLimits limits, Http2Door http2)
{
    private static ReadOnlySpan<byte> Words => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public ConnectionDelegate Before(ConnectionDelegate http1) => connection => Choose(connection, http1);

    private async Task Choose(ConnectionContext connection, ConnectionDelegate http1)
    {
        var input = connection.Transport.Input;
        bool? speaks;
        try
        {
            speaks = input.TryRead(out var arrived) ? Look(input, arrived) : null;
            speaks ??= await Listen(connection, input);
        }
        catch (ConnectionAbortedException)
        {
            return; // gone before it has said anything
        }
        catch (ConnectionResetException)
        {
            return;
        }

        if (speaks is { } isHttp2)
            await (isHttp2 ? http2.Take(connection) : http1(connection));
    }

    /// <summary>As long as an HTTP/1 client may take; nothing where it takes longer.</summary>
    private async Task<bool?> Listen(ConnectionContext connection, PipeReader input)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(closing);
        limit.CancelAfter(limits.KeepAliveTimeout);
        var hasBegun = false;
        try
        {
            while (true)
            {
                var arrived = await input.ReadAsync(limit.Token);
                if (Look(input, arrived) is { } speaks)
                    return speaks;
                if (!hasBegun)
                    limit.CancelAfter(limits.RequestHeadersTimeout);
                hasBegun = true;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return closing.IsCancellationRequested ? false : null; // HTTP/1 knows how to part from a client in peace
        }
    }

    /// <summary>Takes nothing away from what has arrived; nothing where it may still become either.</summary>
    private static bool? Look(PipeReader input, ReadResult arrived)
    {
        var (begin, end) = (arrived.Buffer.Start, arrived.Buffer.End);
        Span<byte> first = stackalloc byte[Words.Length];
        first = first[..(int)Math.Min(arrived.Buffer.Length, first.Length)];
        arrived.Buffer.Slice(0, first.Length).CopyTo(first);
        bool? speaks = !Words.StartsWith(first) || (arrived.IsCompleted && first.Length < Words.Length) ? false
            : first.Length == Words.Length ? true
            : null;
        input.AdvanceTo(begin, speaks is null ? end : begin);
        return speaks;
    }
}
