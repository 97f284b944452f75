using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Apps;

/// <summary>One running process of an app in its box, and the way to it. Disposed, nothing of it is left.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Who opens another port first may still open the one that it was told; then that one is meant.</summary>
    private static readonly TimeSpan PortMayFollow = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>Shorter than Node keeps a connection open that nobody uses: what is sent on one that is just being closed may be lost.</summary>
    private static readonly TimeSpan IdleWithin = TimeSpan.FromSeconds(4);

    private readonly IBox _box;
    private readonly int _port;
    private readonly Func<ValueTask> _clean;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _kill = new();
    private IPEndPoint? _endpoint;

    /// <param name="box">Belongs to this from now on.</param>
    /// <param name="command">What runs in it.</param>
    /// <param name="port">The port that the app was told to listen on.</param>
    /// <param name="output">Where it prints to.</param>
    /// <param name="clean">Takes away what was laid out for it.</param>
    /// <param name="clock">The time.</param>
    public AppProcess(IBox box, BoxCommand command, int port, IBoxOutput output, Func<ValueTask> clean, TimeProvider clock)
    {
        (_box, _port, _clean, _clock) = (box, port, clean, clock);
        Ended = Task.Run(() => box.Run(command, output, _kill.Token));
        Client = PassingClient.With(client =>
        {
            client.ConnectTimeout = ConnectWithin;
            client.PooledConnectionIdleTimeout = IdleWithin;
            client.ConnectCallback = Connect;
        });
    }

    public Task<BoxEnding> Ended { get; }

    /// <summary>Whatever address a request names, this speaks to the app alone.</summary>
    public HttpMessageInvoker Client { get; }

    /// <summary>Whether it listens; returns when it does, when it has ended, or when it was given enough time.</summary>
    public async Task<bool> Listens(TimeSpan within, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        long? first = null;
        while (!Ended.IsCompleted && _clock.GetElapsedTime(started) < within)
        {
            var all = _box.Listening();
            _endpoint = all.FirstOrDefault(e => e.Port == _port);
            if (_endpoint is null && all.Count > 0)
            {
                first ??= _clock.GetTimestamp();
                if (_clock.GetElapsedTime(first.Value) >= PortMayFollow)
                    _endpoint = all.MinBy(e => e.Port);
            }

            if (_endpoint is not null)
                return true;
            await Task.WhenAny(Ended, Task.Delay(LookEvery, _clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return false;
    }

    /// <summary>Asks it to end, and ends it when it does not.</summary>
    public async Task End(TimeSpan within)
    {
        if (!Ended.IsCompleted)
            _box.AskToEnd();
        await ((Task)Ended).WaitAsync(within, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _kill.CancelAsync();
        await ((Task)Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Client.Dispose();
        await _box.DisposeAsync();
        await _clean();
        _kill.Dispose();
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = _endpoint ?? throw new InvalidOperationException("Nobody enters an app that does not listen.");
        var socket = await _box.OpenSocket(endpoint.AddressFamily, cancellationToken);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(Reachable(endpoint), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Who listens at every address is called at its own.</summary>
    private static IPEndPoint Reachable(IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, endpoint.Port)
        : endpoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, endpoint.Port)
        : endpoint;
}
