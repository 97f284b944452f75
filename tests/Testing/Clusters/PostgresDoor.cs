using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MiniVercel.Testing.Clusters;

/// <summary>The way from a test's network to PostgreSQL, which is behind a Unix socket: what cuts a silo's line cuts this too.</summary>
public sealed class PostgresDoor : IAsyncDisposable
{
    private readonly UnixDomainSocketEndPoint _server;
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly Task _accepting;

    public PostgresDoor(IPAddress address, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = new UnixDomainSocketEndPoint(Path.Combine(settings.Host!, $".s.PGSQL.{settings.Port}"));
        _listener = new TcpListener(address, 0);
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = address.ToString(), Port = port }.ConnectionString;
        _accepting = Accept();
    }

    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                _ = Serve(await _listener.AcceptSocketAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _open[client] = _open[server] = true;
        try
        {
            await server.ConnectAsync(_server);
            await Task.WhenAny(Pump(client, server), Pump(server, client));
        }
        catch (SocketException)
        {
            // PostgreSQL is away; so is this door.
        }
        finally
        {
            _open.TryRemove(client, out _);
            _open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    private static async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other follows.
        }
    }
}
