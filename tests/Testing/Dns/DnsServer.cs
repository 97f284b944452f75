using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Testing.Dns;

/// <summary>A server of names in the test's own process, by UDP and TCP at one port, with the manners that its zone asks for.</summary>
public sealed class DnsServer : IAsyncDisposable
{
    private const int LongestDatagram = 512;
    private const int MostAliases = 4;

    private readonly Socket _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _serving;
    private int _asked;

    private DnsServer(DnsZone zone)
    {
        Zone = zone;
        (_udp, _tcp) = Listen();
        _serving = [ServeUdp(_end.Token), ServeTcp(_end.Token)];
    }

    public DnsZone Zone { get; }

    public IPEndPoint Endpoint => (IPEndPoint)_udp.LocalEndPoint!;

    /// <summary>How many queries have come, by either way.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static DnsServer Start(DnsZone? zone = null) => new(zone ?? new DnsZone());

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _udp.Dispose();
        _tcp.Dispose();
        foreach (var task in _serving)
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>A port that is free for both.</summary>
    private static (Socket Udp, TcpListener Tcp) Listen()
    {
        while (true)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task ServeUdp(CancellationToken end)
    {
        var buffer = new byte[LongestDatagram];
        while (!end.IsCancellationRequested)
        {
            var received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), end);
            foreach (var answer in Answers(buffer.AsSpan(0, received.ReceivedBytes), isByUdp: true))
                await _udp.SendToAsync(answer, received.RemoteEndPoint, end);
        }
    }

    private async Task ServeTcp(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var client = await _tcp.AcceptTcpClientAsync(end);
            try
            {
                await Answer(client.GetStream(), end);
            }
            catch (IOException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private async Task Answer(NetworkStream stream, CancellationToken end)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, end);
        var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(query, end);
        foreach (var answer in Answers(query, isByUdp: false))
            await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer], end);
    }

    private List<byte[]> Answers(ReadOnlySpan<byte> query, bool isByUdp)
    {
        Interlocked.Increment(ref _asked);
        var (name, type, _) = DnsWire.Question(query);
        var honest = Honest(query, name, type);
        switch (Zone.MannersOf(name))
        {
            case Manners.IsSilent:
                return [];
            case Manners.Fails:
                return [DnsWire.Answer(query, 2, false, false, [])];
            case Manners.Refuses:
                return [DnsWire.Answer(query, 5, false, false, [])];
            case Manners.KnowsOnlyOthers:
                return [DnsWire.Answer(query, 0, false, false, [])];
            case Manners.SaysAnotherId:
                honest[0] ^= 0xff;
                return [honest];
            case Manners.SaysAnotherQuestion:
                honest[13] ^= 0x01;
                return [honest];
            case Manners.LoopsInNames:
                var end = (byte)DnsWire.Question(query).End;
                return [DnsWire.Answer(query, 0, true, false, [([0xc0, end], type, [0xc0, end])])];
            case Manners.AnswersShort:
                return [.. Enumerable.Range(0, honest.Length + 1).Select(length => honest[..length])];
            case Manners.SendsTooMuch:
                return [[.. honest, .. new byte[20_000]]];
            case Manners.IsTruncatedEverywhere:
            case Manners.IsTooLongForUdp when isByUdp:
                return [DnsWire.Answer(query, 0, true, true, [])];
            default:
                return [honest];
        }
    }

    private byte[] Honest(ReadOnlySpan<byte> query, string name, ushort type)
    {
        var records = new List<(byte[], ushort, byte[])>();
        var owner = name;
        for (var i = 0; i < MostAliases && Zone.Of(owner, 5) is [var target, ..]; i++)
        {
            records.Add((DnsWire.Name(owner), 5, target));
            owner = DnsWire.Question([.. new byte[12], .. target, 0, 0, 0, 0]).Name;
        }

        records.AddRange(Zone.Of(owner, type).Select(data => (owner == name ? [0xc0, 12] : DnsWire.Name(owner), type, data)));
        return DnsWire.Answer(query, Zone.Has(owner) ? 0 : 3, isAuthoritative: true, isTruncated: false, records);
    }
}
