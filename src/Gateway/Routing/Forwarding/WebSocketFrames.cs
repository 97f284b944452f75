using System.Buffers.Binary;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>Follows what one side sends on a web socket, to know where one frame ends and the next begins: only there a word may be put in.</summary>
internal sealed class WebSocketFrames
{
    /// <summary>A close frame with "1012, service restart".</summary>
    public static readonly byte[] ServiceRestart = [0x88, 0x02, 0x03, 0xF4];

    private const int LongestHeader = 14;
    private const int Close = 8;
    private readonly byte[] _header = new byte[LongestHeader];
    private int _headerLength;
    private ulong _payload;

    /// <summary>Whether what has been seen so far ends with the end of a frame.</summary>
    public bool IsBetweenFrames => _headerLength == 0 && _payload == 0;

    /// <summary>Whether it has said that it ends.</summary>
    public bool HasClosed { get; private set; }

    public void See(ReadOnlySpan<byte> sent)
    {
        while (!sent.IsEmpty)
        {
            if (_payload > 0)
            {
                var part = (int)Math.Min(_payload, (ulong)sent.Length);
                _payload -= (ulong)part;
                sent = sent[part..];
                continue;
            }

            _header[_headerLength++] = sent[0];
            sent = sent[1..];
            if (_headerLength < HeaderLength())
                continue;
            HasClosed |= (_header[0] & 0x0F) == Close;
            _payload = PayloadLength();
            _headerLength = 0;
        }
    }

    private int HeaderLength() => _headerLength < 2
        ? 2
        : 2 + (_header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 } + ((_header[1] & 0x80) != 0 ? 4 : 0);

    private ulong PayloadLength() => (_header[1] & 0x7F) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)),
        var length => (ulong)length,
    };
}
