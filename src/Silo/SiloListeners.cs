using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniVercel.Platform.Nodes;
using MiniVercel.Silo.Listening;

namespace MiniVercel.Silo;

/// <summary>
/// Where this silo listens for HTTP: for visitors, and for the other nodes of its cluster. The sockets are its own and outlive whoever
/// serves on them, so that one server can take over from another and no visitor finds the door closed in between.
/// </summary>
internal sealed partial class SiloListeners : IDisposable
{
    /// <summary>Of one HTTP/2 connection at the same time; a browser opens no more.</summary>
    private const int MostStreams = 100;

    /// <summary>A client of HTTP/2 that has vanished without a word would keep its streams.</summary>
    private static readonly TimeSpan AsksSilentClientsAfter = TimeSpan.FromMinutes(1);

    private readonly List<Socket> _public;
    private readonly Socket _node;
    private readonly List<int> _duplicates = [];

    /// <summary>A line ends in two characters: who takes one for enough sees other lines than a server that does not.</summary>
    static SiloListeners() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    public SiloListeners(SiloOptions options)
    {
        _public = options.Port == 0 ? [Listening(new IPEndPoint(IPAddress.Loopback, 0))] : BindPublic(options);
        Port = ((IPEndPoint)_public[0].LocalEndPoint!).Port;
        _node = Listening(new IPEndPoint(options.ClusterAddress, options.NodePort));
        Node = (IPEndPoint)_node.LocalEndPoint!;
    }

    public int Port { get; }

    public IPEndPoint Node { get; }

    public void Serve(WebApplicationBuilder server, NodeIdentity identity)
    {
        ServeVisitors(server);
        server.WebHost.ConfigureKestrel(kestrel => kestrel.ListenHandle((ulong)_node.Handle, node =>
        {
            node.Protocols = HttpProtocols.Http1;
            node.UseHttps(https =>
            {
                https.ServerCertificate = identity.Certificate;
                https.SslProtocols = System.Security.Authentication.SslProtocols.Tls13;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (presented, _, _) => identity.IsOfCluster(presented);
            });
            node.Use(next => connection =>
            {
                connection.Features.Set(NodeConnection.Instance);
                return next(connection);
            });
        }));
    }

    /// <summary>By HTTP/1.1 or HTTP/2, as each of them begins.</summary>
    public void ServeVisitors(WebApplicationBuilder server)
    {
        var http2 = new Http2Door();
        server.Services.AddSingleton<IConnectionListenerFactory>(http2);
        server.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowAlternateSchemes = true; // Who ends TLS before us passes on the visitor's, and nothing here goes by it.
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MostStreams;
            kestrel.Limits.Http2.KeepAlivePingDelay = AsksSilentClientsAfter;
            foreach (var socket in _public)
            {
                kestrel.ListenHandle((ulong)OwnHandle(socket), visitors =>
                {
                    visitors.Protocols = HttpProtocols.Http1;
                    visitors.Use(new Http2Preface(kestrel.Limits, http2).Before);
                });
            }

            kestrel.Listen(http2.EndPoint, visitors => visitors.Protocols = HttpProtocols.Http2);
        });
    }

    public void Dispose()
    {
        foreach (var socket in _public)
            socket.Dispose();
        foreach (var handle in _duplicates)
            _ = Close(handle);
        _node.Dispose();
    }

    /// <summary>On localhost nobody from outside is let in: there the dashboard and the sites share a domain. Until somebody serves, nobody is kept waiting.</summary>
    private static List<Socket> BindPublic(SiloOptions options)
    {
        var sockets = new List<Socket>();
        SocketException? refused = null;
        foreach (var address in options.IsLocal ? new[] { IPAddress.Loopback, IPAddress.IPv6Loopback } : [IPAddress.IPv6Any, IPAddress.Any])
        {
            if (sockets.Count > 0 && !options.IsLocal)
                break; // the first one takes both kinds
            try
            {
                sockets.Add(Bound(new IPEndPoint(address, options.Port)));
            }
            catch (SocketException e) when (e.SocketErrorCode is not (SocketError.AddressAlreadyInUse or SocketError.AccessDenied))
            {
                refused = e; // no such kind of address on this machine; the other one serves
            }
            catch (SocketException e)
            {
                sockets.ForEach(s => s.Dispose());
                throw new HttpPortUnavailableException($"Port {options.Port} cannot be opened: {e.Message}.", e);
            }
        }

        return sockets.Count > 0 ? sockets : throw new HttpPortUnavailableException($"Port {options.Port} cannot be opened: {refused!.Message}.", refused);
    }

    private static Socket Listening(IPEndPoint endpoint)
    {
        var socket = Bound(endpoint);
        socket.Listen(1024);
        return socket;
    }

    private static Socket Bound(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = endpoint.Address.Equals(IPAddress.IPv6Any);
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Each server has handles of its own: two that share one would disturb each other's waiting for it.</summary>
    private int OwnHandle(Socket socket)
    {
        var handle = Duplicate((int)socket.Handle);
        if (handle < 0)
            throw new IOException($"The socket of port {Port} cannot be shared: error {Marshal.GetLastPInvokeError()}.");
        _duplicates.Add(handle);
        return handle;
    }

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
