using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Testing.Http;

/// <summary>
/// One HTTP/1.1 connection that hides nothing. <c>HttpClient</c> silently sends a request again when a reused
/// connection turns out dead; whoever proves that no request fails must not be helped like that.
/// </summary>
public sealed class RawConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ResponseReader _reader;

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new ResponseReader(_stream);
    }

    /// <summary>False once the server announced the end of this connection.</summary>
    public bool StaysOpen { get; private set; } = true;

    public static async ValueTask<RawConnection> Open(IPEndPoint endpoint, CancellationToken ct)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, ct);
            return new RawConnection(socket);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw HttpFailure.Refused(error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What an idle connection is, looked at before the next request is entrusted to it, as every client does.</summary>
    public IdleState Idle()
    {
        if (_reader.Unasked > 0)
            return IdleState.Spoke;
        if (!_socket.Poll(0, SelectMode.SelectRead))
            return IdleState.Quiet;
        return _socket.Available > 0 ? IdleState.Spoke : IdleState.Closed;
    }

    public async ValueTask Send(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        try
        {
            await _stream.WriteAsync(request, ct);
        }
        catch (IOException error)
        {
            throw HttpFailure.Reset("reset while the request was sent", error);
        }
    }

    /// <summary>The head of the answer; it is valid until the next answer is read.</summary>
    public async ValueTask<ResponseHead> ReadHead(CancellationToken ct)
    {
        var head = await _reader.ReadHead(ct);
        StaysOpen = !head.ClosesConnection;
        return head;
    }

    public async ValueTask ReadBody(ResponseHead head, bool answersHead, IBufferWriter<byte>? sink, CancellationToken ct)
    {
        StaysOpen &= await _reader.ReadBody(head, answersHead, sink, ct);
        if (_reader.Unasked > 0)
            throw HttpFailure.Malformed($"{_reader.Unasked} bytes follow the end of the answer");
    }

    public void Dispose() => _stream.Dispose();
}

public enum IdleState
{
    Quiet,

    /// <summary>The server has closed it, before anything was asked: no user sees this.</summary>
    Closed,

    /// <summary>The server sent bytes that no request asked for; the next answer could be anybody's.</summary>
    Spoke,
}
