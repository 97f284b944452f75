using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Clusters;

namespace MiniVercel.Faults;

/// <summary>Whoever knocks at the doors between silos and does not belong, or does not behave, is shown out; no call fails for it.</summary>
[Collection(SharedCluster.Name)]
public sealed class Strangers(SharedCluster shared)
{
    private static readonly TimeSpan ShownOutWithin = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Garbage_wrong_certificates_and_oversized_frames_disturb_nobody()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        await using var database = new Database(cluster.AdminConnectionString);
        var member = (await new ClusterAuthority(database).Join(ClusterProcesses.Secret, "node_of_a_test", CancellationToken.None)).Certificate;
        using var stranger = SelfSigned();
        await using var writers = await Writers.Start(api, count: 24);
        await writers.Another(2);
        var lives = await cluster.Ask<string>("select string_agg(address, ' ' order by address) from silos");

        var doors = await Doors(cluster);
        Assert.Equal(2 * cluster.Silos.Count, doors.Count);
        await Task.WhenAll(doors.SelectMany(door => new[]
        {
            IsShownOut(door, stream => Task.FromResult(stream), RandomNumberGenerator.GetBytes(64 * 1024)),
            IsShownOut(door, stream => Encrypted(stream, certificate: null), OversizedFrame),
            IsShownOut(door, stream => Encrypted(stream, stranger), OversizedFrame),
            IsShownOut(door, stream => Encrypted(stream, member), OversizedFrame),
        }));

        await writers.Another(2);
        await writers.Stop();
        await writers.AllAreThere(cluster);
        Assert.Equal(lives, await cluster.Ask<string>("select string_agg(address, ' ' order by address) from silos"));
        Assert.All(cluster.Silos, silo => Assert.Contains("was turned away", silo.Output, StringComparison.Ordinal));
    }

    /// <summary>A length that nothing has, and nothing after it.</summary>
    private static byte[] OversizedFrame
    {
        get
        {
            var frame = new byte[5];
            BinaryPrimitives.WriteInt32LittleEndian(frame, int.MaxValue);
            return frame;
        }
    }

    /// <summary>It says this, and the other side hangs up, having answered nothing that a member would be answered.</summary>
    private static async Task IsShownOut(IPEndPoint door, Func<Stream, Task<Stream>> enter, byte[] says)
    {
        using var limit = new CancellationTokenSource(ShownOutWithin);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(door, limit.Token);
        await using var plain = new NetworkStream(socket);
        try
        {
            await using var stream = await enter(plain);
            await stream.WriteAsync(says, limit.Token);
            var answer = new StreamReader(stream);
            var text = await answer.ReadToEndAsync(limit.Token);
            Assert.True(text.Length == 0 || text.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), text);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            // Shown out before it had finished.
        }
    }

    private static async Task<Stream> Encrypted(Stream plain, X509Certificate2? certificate)
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "node",
            ClientCertificates = certificate is null ? [] : [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
            RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null,
        });
        return stream;
    }

    /// <summary>Where silos call each other's grains, and where they fetch contents.</summary>
    private static async Task<List<IPEndPoint>> Doors(ClusterProcesses cluster) =>
        [.. (await cluster.Ask<string>("select string_agg(split_part(address, '@', 1) || ' ' || node_address, ' ') from silos"))
            .Split(' ').Select(IPEndPoint.Parse)];

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        return new CertificateRequest("CN=somebody", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
