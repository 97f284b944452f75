using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>
/// One query to one server and its answer: by UDP from a port that nobody can guess, and by TCP where the answer is too long for that. What
/// is no answer to this query is passed over as if it had not come.
/// </summary>
internal static class DnsExchange
{
    private const int LongestDatagram = 512;
    private const int MostDatagrams = 64;

    /// <summary>Nothing where the server does not answer.</summary>
    public static async Task<DnsResponse?> Ask(IPEndPoint server, DnsQuery query, CancellationToken limit)
    {
        try
        {
            var response = await ByUdp(server, query, limit);
            return response is { IsTruncated: true } ? await ByTcp(server, query, limit) : response;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null; // Nobody is there, or nobody any more.
        }
    }

    private static async Task<DnsResponse?> ByUdp(IPEndPoint server, DnsQuery query, CancellationToken limit)
    {
        // Connected: the kernel lets in only what comes from that server, to a port that it has chosen at random.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, limit);
        await socket.SendAsync(query.Bytes, limit);
        var buffer = new byte[LongestDatagram + 1];
        for (var i = 0; i < MostDatagrams; i++)
        {
            var length = await Receive(socket, buffer, limit);
            if (length is > 0 and <= LongestDatagram && DnsResponse.Read(buffer.AsSpan(0, length), query) is { } response)
                return response;
        }

        return null;
    }

    /// <summary>How long the next datagram is; a longer one than is taken counts as none.</summary>
    private static async Task<int> Receive(Socket socket, byte[] buffer, CancellationToken limit)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, limit);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            return 0;
        }
    }

    private static async Task<DnsResponse?> ByTcp(IPEndPoint server, DnsQuery query, CancellationToken limit)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, limit);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[2 + query.Bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Bytes.Length);
        query.Bytes.CopyTo(framed.AsMemory(2));
        await stream.WriteAsync(framed, limit);

        var length = new byte[2];
        await stream.ReadExactlyAsync(length, limit);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, limit);
        return DnsResponse.Read(message, query) is { IsTruncated: false } response ? response : null;
    }
}
