using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>One question, under a number that nobody can guess.</summary>
public sealed class DnsQuery
{
    private const int HeaderSize = 12;
    private const int LongestName = 253;
    private const int LongestLabel = 63;
    private const ushort RecursionDesired = 0x0100;
    private const ushort ClassInternet = 1;

    private DnsQuery(ushort id, string name, DnsType type, byte[] bytes) => (Id, Name, Type, Bytes) = (id, name, type, bytes);

    public ushort Id { get; }

    public string Name { get; }

    public DnsType Type { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Nothing where the name cannot be one.</summary>
    public static DnsQuery? For(string name, DnsType type)
    {
        var labels = name.Split('.');
        if (name.Length > LongestName || Array.Exists(labels, l => l.Length is 0 or > LongestLabel || !Ascii.IsValid(l)))
            return null;

        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var bytes = new byte[HeaderSize + name.Length + 2 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, id);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), 1);
        var at = HeaderSize;
        foreach (var label in labels)
        {
            bytes[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, bytes.AsSpan(at + 1));
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 1), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 3), ClassInternet);
        return new DnsQuery(id, name.ToLowerInvariant(), type, bytes);
    }
}
