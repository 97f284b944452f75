using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime;

/// <summary>The port that others come to, and the ways to them. A stranger is shown the door before anything it sends is read.</summary>
internal sealed class ClusterNetwork(GrainCluster cluster) : IDisposable
{
    private readonly ConcurrentDictionary<SiloAddress, Peer> _peers = new();
    private readonly ConcurrentDictionary<Connection, bool> _connections = new();
    // More strangers than this at the door at once are not let in to say who they are.
    private const int MaxGreeting = 256;

    private readonly CancellationTokenSource _stop = new();
    private Socket? _listener;
    private volatile bool _isLeaving;
    private int _greeting;
    private int _entering;

    public ILogger Logger => cluster.Runtime.Logger;

    public ICollection<Connection> Connections => _connections.Keys;

    public Peer To(SiloAddress address) =>
        _peers.GetOrAdd(address, static (it, me) => new Peer(it, me, me.Cluster.Options, me.Cluster.Runtime.Time), this);

    public bool IsFailing(SiloAddress address) => _peers.TryGetValue(address, out var peer) && peer.IsFailing;

    private GrainCluster Cluster => cluster;

    public IPEndPoint Listen(IPEndPoint endpoint)
    {
        _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(endpoint);
        _listener.Listen(512);
        _ = AcceptAsync(_listener);
        return (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Lets nobody new in, and tells those who are there.</summary>
    public async Task BeginLeavingAsync(CancellationToken token)
    {
        _isLeaving = true;
        Interlocked.MemoryBarrier();
        _listener?.Dispose();
        while (Volatile.Read(ref _entering) > 0) await Task.Delay(TimeSpan.FromMilliseconds(5), token);
        foreach (var one in Connections) one.SayLeaving();
    }

    public async Task<Connection> ConnectAsync(SiloAddress address)
    {
        using var limit = NewLimit();
        var socket = new Socket(address.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        SslStream? stream = null;
        try
        {
            NoticeSilence(socket);
            await socket.ConnectAsync(address.Endpoint, limit.Token);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(cluster.Options.Identity!.ForConnecting(), limit.Token);
            await Hello.SendAsync(cluster.Hello, stream, cluster.Json, limit.Token);
            var reader = NewReader(stream);
            var hello = await Hello.ReceiveAsync(reader, cluster.Json, limit.Token);
            hello.Require(cluster.Options.ClusterId);
            if (!hello.Address.Equals(address)) throw new InvalidDataException($"{hello.Address} answers there now");
            cluster.Learn(hello);
            return Begin(stream, reader, address);
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Closes every connection to or from a process that is gone.</summary>
    public void Drop(SiloAddress address)
    {
        _peers.TryRemove(address, out _);
        foreach (var one in Connections.Where(it => it.Remote.Equals(address))) one.Close("the silo is gone");
    }

    public void DropAll(string why)
    {
        foreach (var one in Connections) one.Close(why);
    }

    public void Forget(Connection closed)
    {
        _connections.TryRemove(closed, out _);
        if (closed.Remote.IsClient && _peers.TryGetValue(closed.Remote, out var client) && client.Open is null) _peers.TryRemove(closed.Remote, out _);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener?.Dispose();
        DropAll("this process ends");
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stop.IsCancellationRequested && !_isLeaving)
        {
            try
            {
                var socket = await listener.AcceptAsync(_stop.Token);
                _ = WelcomeAsync(socket);
            }
            catch (Exception) when (_stop.IsCancellationRequested || _isLeaving)
            {
                return;
            }
            catch (Exception e)
            {
                // Out of file descriptors, most likely: that passes.
                ClusterLog.AcceptFailed(Logger, e);
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
        }
    }

    private async Task WelcomeAsync(Socket socket)
    {
        using var limit = NewLimit();
        var from = socket.RemoteEndPoint;
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            if (Interlocked.Increment(ref _greeting) > MaxGreeting) throw new InvalidDataException("too many are at the door");
            NoticeSilence(socket);
            await stream.AuthenticateAsServerAsync(cluster.Options.Identity!.ForListening(), limit.Token);
            var reader = NewReader(stream);
            var hello = await Hello.ReceiveAsync(reader, cluster.Json, limit.Token);
            hello.Require(cluster.Options.ClusterId);
            await EnterAsync(stream, reader, hello.Address, limit.Token);
        }
        catch (Exception e)
        {
            ClusterLog.Turned(Logger, from, e.Message);
            await stream.DisposeAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _greeting);
        }
    }

    // Whoever is answered believes to be in, and sends: it is counted first, so that a silo which leaves sees it or turns it away.
    private async Task EnterAsync(SslStream stream, PipeReader reader, SiloAddress remote, CancellationToken token)
    {
        Interlocked.Increment(ref _entering);
        try
        {
            if (_isLeaving) throw new InvalidDataException("this silo is leaving");
            await Hello.SendAsync(cluster.Hello, stream, cluster.Json, token);
            Begin(stream, reader, remote);
        }
        finally
        {
            Interlocked.Decrement(ref _entering);
        }
    }

    private Connection Begin(Stream stream, PipeReader reader, SiloAddress remote)
    {
        var connection = new Connection(cluster, stream, reader, remote);
        _connections[connection] = true;
        // Before anything on it is read: the first thing it asks may already call it back.
        if (remote.IsClient) To(remote).Adopt(connection);
        connection.Start();
        // The process may have begun to end while they greeted.
        if (_stop.IsCancellationRequested) connection.Close("this process ends");
        return connection;
    }

    // A way that swallows what is sent must break, in either direction: else every call on it waits out its own patience, for ever.
    private void NoticeSilence(Socket socket)
    {
        const int TcpLevel = 6, UserTimeout = 18; // Linux' own numbers
        var seconds = (int)Math.Ceiling(cluster.Options.SilenceTimeout.TotalSeconds);
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(seconds * 1_000));
    }

    private CancellationTokenSource NewLimit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(cluster.Options.ConnectTimeout);
        return limit;
    }

    private static PipeReader NewReader(Stream stream) =>
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1_024, minimumReadSize: 4 * 1_024));
}
