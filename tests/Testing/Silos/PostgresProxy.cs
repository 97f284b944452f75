using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace MiniVercel.Testing.Silos;

/// <summary>
/// Stands before the server and does what networks and servers do: it is away, it falls silent, and it loses the answer
/// to a statement that was carried out.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly string _folder = TemporaryFolder.Create("proxy");
    private readonly UnixDomainSocketEndPoint _server;
    private readonly UnixDomainSocketEndPoint _door;
    private readonly ConcurrentDictionary<Socket, Task> _open = new();
    private Socket _listener;
    private Task _accepting;
    private volatile TaskCompletionSource _flow = new();
    private Loss? _loss;

    public PostgresProxy(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = new UnixDomainSocketEndPoint(Path.Combine(settings.Host!, $".s.PGSQL.{settings.Port}"));
        _door = new UnixDomainSocketEndPoint(Path.Combine(_folder, $".s.PGSQL.{settings.Port}"));
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = _folder }.ConnectionString;
        _flow.SetResult();
        (_listener, _accepting) = Listen();
    }

    public string ConnectionString { get; }

    /// <summary>The next answer with this in it does not arrive: the server has done its work, and the line is dead.</summary>
    public Task LoseAnswer(string with, Func<Task>? meanwhile = null)
    {
        var loss = new Loss(Encoding.ASCII.GetBytes(with), meanwhile ?? (() => Task.CompletedTask), new TaskCompletionSource());
        _loss = loss;
        return loss.Happened.Task;
    }

    /// <summary>Connections stay, and new ones are taken, but nothing gets through any more.</summary>
    public void FallSilent() => _flow = new TaskCompletionSource();

    /// <summary>No connection is left, and none is taken.</summary>
    public async Task GoAway()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _open.Keys)
            connection.Dispose();
        _flow.TrySetResult();
        await Task.WhenAll(_open.Values);
        File.Delete(_door.ToString());
    }

    public void ComeBack() => (_listener, _accepting) = Listen();

    public async ValueTask DisposeAsync()
    {
        await GoAway();
        Directory.Delete(_folder, recursive: true);
    }

    private (Socket Listener, Task Accepting) Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(_door);
        listener.Listen();
        return (listener, Accept(listener));
    }

    private async Task Accept(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                _open[client] = Serve(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(Socket client)
    {
        await Task.Yield();
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await server.ConnectAsync(_server);
            await Task.WhenAny(Pump(client, server, isAnswer: false), Pump(server, client, isAnswer: true));
        }
        catch (SocketException)
        {
        }
        finally
        {
            client.Dispose();
            _open.TryRemove(client, out _);
        }
    }

    private async Task Pump(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await _flow.Task;
                if (isAnswer && _loss is { } loss && buffer.AsSpan(0, read).IndexOf(loss.With) >= 0)
                {
                    _loss = null;
                    await loss.Meanwhile();
                    loss.Happened.SetResult();
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private sealed record Loss(byte[] With, Func<Task> Meanwhile, TaskCompletionSource Happened);
}
