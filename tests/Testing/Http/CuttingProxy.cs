using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Testing.Http;

/// <summary>What becomes of a connection.</summary>
public abstract record Fate
{
    private Fate()
    {
    }

    /// <summary>It is torn before a word of the server's has come.</summary>
    public sealed record Refused : Fate;

    /// <summary>It is torn when so many bytes of the server's have come.</summary>
    public sealed record Cut(int After) : Fate;

    public sealed record Whole : Fate;
}

/// <summary>Stands before a server and tears connections, one after the other as it was told to; when nothing more was told, it leaves them alone.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly Queue<Fate> _fates;
    private readonly Action<Fate> _taken;
    private readonly Task _accepting;

    /// <param name="server">Who answers.</param>
    /// <param name="fates">Of the first connections.</param>
    /// <param name="taken">Hears of each connection before it meets its fate.</param>
    public CuttingProxy(IPEndPoint server, IEnumerable<Fate> fates, Action<Fate> taken)
    {
        (_server, _fates, _taken) = (server, new Queue<Fate>(fates), taken);
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Accept()
    {
        var connections = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                var fate = _fates.TryDequeue(out var next) ? next : new Fate.Whole();
                _taken(fate);
                connections.Add(Meet(client, fate));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task Meet(Socket client, Fate fate)
    {
        client.LingerState = new LingerOption(true, 0); // closing it is tearing it
        using (client)
        {
            if (fate is Fate.Refused)
                return;
            using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            using var torn = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            try
            {
                await server.ConnectAsync(_server, torn.Token);
                await Task.WhenAny(Pass(client, server, int.MaxValue, torn.Token), Pass(server, client, fate is Fate.Cut cut ? cut.After : int.MaxValue, torn.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The end of it all.
            }

            await torn.CancelAsync();
        }
    }

    /// <summary>Returns when one side has nothing more to say, or has said as much as it may.</summary>
    private static async Task Pass(Socket from, Socket to, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        try
        {
            for (var left = most; left > 0;)
            {
                var count = await from.ReceiveAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), cancellationToken);
                if (count == 0)
                    return;
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Torn at the other end, or all is over.
        }
    }
}
