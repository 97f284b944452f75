using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniVercel.Bench.Cluster;

/// <summary>Sends back every frame, over TLS 1.3, in a process of its own: the other side of the floor.</summary>
internal static class EchoServer
{
    public static async Task Run()
    {
        using var certificate = SelfSigned();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine($"{((IPEndPoint)listener.LocalEndpoint).Port} {certificate.GetCertHashString()}");
        using var socket = await listener.AcceptSocketAsync();
        socket.NoDelay = true;
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            EnabledSslProtocols = SslProtocols.Tls13,
        });
        await Echo(PipeReader.Create(tls, EchoFrames.Reading), PipeWriter.Create(tls, EchoFrames.Writing));
    }

    private static async Task Echo(PipeReader reader, PipeWriter writer)
    {
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (EchoFrames.TryCut(ref buffer))
                EchoFrames.Write(writer);
            reader.AdvanceTo(buffer.Start, buffer.End);
            await writer.FlushAsync();
            if (read.IsCompleted)
                return;
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=echo", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
