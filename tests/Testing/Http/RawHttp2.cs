using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniVercel.Testing.Http;

/// <summary>What came back on a stream of its own.</summary>
/// <param name="Status">0 where there was no answer.</param>
/// <param name="Body">As Latin-1.</param>
/// <param name="Error">Why the stream or the connection was ended instead; nothing where it was not.</param>
public sealed record Http2Answer(int Status, string Body, uint? Error);

/// <summary>One HTTP/2 connection whose client sends whatever it is told to: a proper one refuses most of what an attacker would send.</summary>
public sealed class RawHttp2 : IDisposable
{
    public const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private readonly TcpClient _client = new();
    private uint _lastStream = 1;

    private RawHttp2()
    {
    }

    public static async Task<RawHttp2> Open(IPEndPoint endpoint, CancellationToken ct)
    {
        var connection = new RawHttp2();
        await connection._client.ConnectAsync(endpoint, ct);
        await connection._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Preface), ct);
        await connection.Send(FrameType.Settings, 0, 0, ReadOnlyMemory<byte>.Empty, ct);
        return connection;
    }

    /// <summary>Sends these headers in this order, as a whole request, and waits for its end.</summary>
    public async Task<Http2Answer> Ask(IEnumerable<(string Name, string Value)> headers, CancellationToken ct)
    {
        var stream = _lastStream;
        _lastStream += 2;
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.Add(0); // a literal that nobody remembers, its name written out
            Write(block, name);
            Write(block, value);
        }

        try
        {
            await Send(FrameType.Headers, EndOfStream | EndOfHeaders, stream, block.ToArray(), ct);
            return await Answer(stream, ct);
        }
        catch (IOException)
        {
            return new Http2Answer(0, "", uint.MaxValue);
        }
    }

    public void Dispose() => _client.Dispose();

    private const byte EndOfStream = 1, Acknowledged = 1, EndOfHeaders = 4;

    private enum FrameType : byte
    {
        Data = 0,
        Headers = 1,
        Reset = 3,
        Settings = 4,
        GoAway = 7,
    }

    private async Task<Http2Answer> Answer(uint stream, CancellationToken ct)
    {
        var (status, body) = (0, new StringBuilder());
        while (true)
        {
            var (type, flags, id, payload) = await Read(ct);
            switch (type)
            {
                case FrameType.Settings when (flags & Acknowledged) == 0:
                    await Send(FrameType.Settings, Acknowledged, 0, ReadOnlyMemory<byte>.Empty, ct);
                    break;
                case FrameType.GoAway:
                    return new Http2Answer(status, $"{body}", BinaryPrimitives.ReadUInt32BigEndian(payload.AsSpan(4)));
                case FrameType.Reset when id == stream:
                    return new Http2Answer(status, $"{body}", BinaryPrimitives.ReadUInt32BigEndian(payload));
                case FrameType.Headers when id == stream && status == 0:
                    status = StatusOf(payload);
                    break;
                case FrameType.Data when id == stream:
                    body.Append(Encoding.Latin1.GetString(payload));
                    break;
            }

            if (id == stream && type is FrameType.Headers or FrameType.Data && (flags & EndOfStream) != 0)
                return new Http2Answer(status, $"{body}", null);
        }
    }

    /// <summary>It stands first: one of seven that have a number, or written out.</summary>
    private static int StatusOf(ReadOnlySpan<byte> block)
    {
        while (block[0] >> 5 == 1)
            block = block[1..]; // how much the client is to remember
        return block[0] switch
        {
            0x88 => 200,
            0x89 => 204,
            0x8A => 206,
            0x8B => 304,
            0x8C => 400,
            0x8D => 404,
            0x8E => 500,
            _ => int.Parse(block.Slice(2, 3)),
        };
    }

    private async Task Send(FrameType type, byte flags, uint stream, ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8 | (byte)type);
        frame[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsMemory(9));
        await _client.GetStream().WriteAsync(frame, ct);
    }

    private async Task<(FrameType Type, byte Flags, uint Stream, byte[] Payload)> Read(CancellationToken ct)
    {
        var head = new byte[9];
        await _client.GetStream().ReadExactlyAsync(head, ct);
        var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) >> 8];
        await _client.GetStream().ReadExactlyAsync(payload, ct);
        return ((FrameType)head[3], head[4], BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(5)), payload);
    }

    /// <summary>Its length, in seven bits and then as many as it takes, and its bytes as Latin-1.</summary>
    private static void Write(List<byte> block, string text)
    {
        var rest = text.Length;
        if (rest < 127)
        {
            block.Add((byte)rest);
        }
        else
        {
            block.Add(127);
            for (rest -= 127; rest >= 128; rest >>= 7)
                block.Add((byte)(rest & 127 | 128));
            block.Add((byte)rest);
        }

        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
