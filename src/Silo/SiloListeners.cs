using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniVercel.Platform.Nodes;

namespace MiniVercel.Silo;

/// <summary>
/// Where this silo listens for HTTP: for visitors, and for the other nodes of its cluster. What takes any free port takes it
/// before the rest starts, because others are told of it.
/// </summary>
internal sealed class SiloListeners : IDisposable
{
    private readonly SiloOptions _options;
    private readonly Socket? _public;
    private readonly Socket _node;

    public SiloListeners(SiloOptions options)
    {
        _options = options;
        _public = options.Port == 0 ? Bound(new IPEndPoint(IPAddress.Loopback, 0)) : null;
        Port = (_public?.LocalEndPoint as IPEndPoint)?.Port ?? options.Port;
        _node = Bound(new IPEndPoint(options.ClusterAddress, options.NodePort));
        Node = (IPEndPoint)_node.LocalEndPoint!;
    }

    public int Port { get; }

    public IPEndPoint Node { get; }

    public void Configure(KestrelServerOptions kestrel, NodeIdentity identity)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 1 << 20;
        ListenForVisitors(kestrel);
        kestrel.ListenHandle((ulong)_node.Handle, node =>
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
        });
    }

    public void Dispose()
    {
        _public?.Dispose();
        _node.Dispose();
    }

    /// <summary>On localhost nobody from outside is let in: there the dashboard and the sites share a domain.</summary>
    private void ListenForVisitors(KestrelServerOptions kestrel)
    {
        if (_public is not null)
            kestrel.ListenHandle((ulong)_public.Handle);
        else if (_options.IsLocal)
            kestrel.ListenLocalhost(Port);
        else
            kestrel.ListenAnyIP(Port);
    }

    private static Socket Bound(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Listen(1024);
        return socket;
    }
}
