using System.Buffers.Binary;
using System.Text;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>Walks through a message that anybody may have made. What does not fit ends the walk, whatever it was.</summary>
internal ref struct DnsReader(ReadOnlySpan<byte> message)
{
    private const int LongestName = 255;
    private const int PointerBits = 0xc0;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    public bool IsBroken { get; private set; }

    public readonly int At => _at;

    public byte Byte() => Bytes(1) is [var one] ? one : (byte)0;

    public ushort Number() => Bytes(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (IsBroken || count > _message.Length - _at)
        {
            IsBroken = true;
            return [];
        }

        var bytes = _message.Slice(_at, count);
        _at += count;
        return bytes;
    }

    public void Skip(int count) => Bytes(count);

    /// <summary>
    /// A name, followed along its pointers. Each must lead further back than the one before it, so it comes to an end; what would be a loop
    /// is none of a server that means well.
    /// </summary>
    public string Name()
    {
        var name = new StringBuilder();
        var (at, readUpTo, before) = (_at, -1, _at);
        while (!IsBroken)
        {
            if (at >= _message.Length)
                return Broken();
            var length = _message[at];
            if (length == 0)
                break;

            if ((length & PointerBits) == PointerBits)
            {
                if (at + 1 >= _message.Length)
                    return Broken();
                if (readUpTo < 0)
                    readUpTo = at + 2;
                at = BinaryPrimitives.ReadUInt16BigEndian(_message[at..]) & 0x3fff;
                if (at >= before)
                    return Broken();
                before = at;
                continue;
            }

            if (length > 63 || at + 1 + length > _message.Length || name.Length + 1 + length > LongestName)
                return Broken();
            var label = _message.Slice(at + 1, length);
            // A dot inside of a label would read as two.
            if (label.ContainsAnyExceptInRange((byte)'!', (byte)'~') || label.Contains((byte)'.'))
                return Broken();
            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(label));
            at += 1 + length;
        }

        _at = readUpTo < 0 ? at + 1 : readUpTo;
        return name.ToString().ToLowerInvariant();
    }

    private string Broken()
    {
        IsBroken = true;
        return "";
    }
}
