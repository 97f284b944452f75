using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using MiniVercel.Platform.Sandbox.Kernel;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>The one way out of a box: sockets that listen inside and are held by this process outside.</summary>
internal sealed class BoxDoor : IAsyncDisposable
{
    private const int Waiting = 128;
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _closed = new();
    private Task _serving = Task.CompletedTask;

    /// <summary>Where a box finds its name server.</summary>
    public static IPAddress NameServerAddress { get; } = IPAddress.Parse("127.0.0.53");

    /// <summary>Made by a thread that is in the box's network; served from wherever this process is.</summary>
    public void Listen(IReadOnlyList<int> ports)
    {
        var names = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _sockets.Add(names);
        names.Bind(new IPEndPoint(NameServerAddress, 53));
        foreach (var port in ports)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(listener);
            listener.Bind(new IPEndPoint(IPAddress.Any, port));
            listener.Listen(Waiting);
        }
    }

    /// <summary>Under which numbers the process that made them has its sockets.</summary>
    public IEnumerable<nint> Descriptors => _sockets.Select(socket => socket.Handle);

    /// <summary>By what names the kernel lists them.</summary>
    public IEnumerable<string> Names => _sockets.Select(Listeners.NameOf);

    /// <summary>Takes the sockets of a process that has made them where this one cannot go.</summary>
    public void TakeOver(SafeFileHandle process, string descriptors)
    {
        foreach (var number in descriptors.Split(' '))
            _sockets.Add(new Socket(new SafeSocketHandle(SystemCalls.TakeDescriptor(process, int.Parse(number, CultureInfo.InvariantCulture)), ownsHandle: true)));
    }

    public void Open(Permissions permissions)
    {
        var relay = new Relay(permissions);
        _serving = Task.WhenAll(_sockets.Select(socket => Task.Run(() => socket.SocketType == SocketType.Dgram
            ? new NameServer(socket, permissions).Serve(_closed.Token)
            : relay.Serve(socket, _closed.Token))));
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var socket in _sockets)
            socket.Dispose();
        _closed.Dispose();
    }
}
