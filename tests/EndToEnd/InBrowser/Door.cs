using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>Stands between a browser and the platform. Shut, every connection through it is torn, and none comes about.</summary>
public sealed class Door : IAsyncDisposable
{
    private readonly IPEndPoint _behind;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Task> _through = new();
    private readonly Task _accepting;
    private volatile bool _isShut;

    public Door(IPEndPoint behind)
    {
        _behind = behind;
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Returns when nobody is through any more.</summary>
    public async Task Shut()
    {
        _isShut = true;
        while (_through.ToArray() is { Length: > 0 } through)
        {
            foreach (var (socket, _) in through)
                socket.Dispose();
            await Task.WhenAll(through.Select(connection => connection.Value));
        }
    }

    public void Open() => _isShut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        await Shut();
    }

    private async Task Accept()
    {
        while (true)
        {
            try
            {
                var browser = await _listener.AcceptSocketAsync();
                browser.LingerState = new LingerOption(true, 0); // closing it is tearing it
                if (_isShut)
                {
                    browser.Dispose();
                    continue;
                }

                var goneThrough = new TaskCompletionSource();
                _through[browser] = goneThrough.Task;
                _ = Pass(browser, goneThrough);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Pass(Socket browser, TaskCompletionSource goneThrough)
    {
        using var platform = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await platform.ConnectAsync(_behind);
            await Task.WhenAny(Pump(browser, platform), Pump(platform, browser));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The door was shut, or there is nobody behind it.
        }

        browser.Dispose();
        _through.TryRemove(browser, out _);
        goneThrough.SetResult();
    }

    private static async Task Pump(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Torn, here or there.
        }
    }
}
