using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniVercel.Testing.Tests;

/// <summary>A server that answers each request by a script and does to its connections whatever the script says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Turn, Task> _script;
    private readonly Task _accepting;
    private int _connections;
    private int _requests;

    public ScriptedServer(Func<Turn, Task> script)
    {
        _script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _accepting = Accept();
    }

    public static ScriptedServer Always(string answer) => new(turn => turn.Send(answer));

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    public int Connections => _connections;

    public int Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _connections++;
                conversations.Add(Converse(socket));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task Converse(Socket socket)
    {
        await Task.Yield();
        using (socket)
        {
            try
            {
                var buffer = new byte[4096];
                var seen = "";
                for (var onConnection = 1; ; onConnection++)
                {
                    int end;
                    while ((end = seen.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
                    {
                        var read = await socket.ReceiveAsync(buffer, _stop.Token);
                        if (read == 0)
                            return;
                        seen += Encoding.Latin1.GetString(buffer, 0, read);
                    }

                    var turn = new Turn(socket, seen[..end], Interlocked.Increment(ref _requests), onConnection, _stop.Token);
                    seen = seen[(end + 4)..];
                    await _script(turn);
                    if (turn.HasEnded)
                        return;
                }
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                // The client left or the test is over.
            }
        }
    }

    /// <param name="Number">Of this request among all, from 1.</param>
    /// <param name="OnConnection">Of this request on its connection, from 1.</param>
    internal sealed record Turn(Socket Socket, string Head, int Number, int OnConnection, CancellationToken Stopped)
    {
        public bool HasEnded { get; private set; }

        public async Task Send(string bytes) => await Socket.SendAsync(Encoding.Latin1.GetBytes(bytes), Stopped);

        public void Close()
        {
            Socket.Shutdown(SocketShutdown.Both);
            Socket.Close();
            HasEnded = true;
        }

        public void Reset()
        {
            Socket.LingerState = new LingerOption(true, 0);
            Socket.Close();
            HasEnded = true;
        }

        public Task StaySilent() => Task.Delay(Timeout.Infinite, Stopped);
    }
}
