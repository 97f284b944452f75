using System.Buffers.Binary;
using System.Text;

namespace MiniVercel.Testing.Dns;

/// <summary>Messages as they travel.</summary>
internal static class DnsWire
{
    private const int HeaderSize = 12;

    public static byte[] Name(string name) =>
        [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static (string Name, ushort Type, int End) Question(ReadOnlySpan<byte> query)
    {
        var (labels, at) = (new List<string>(), HeaderSize);
        for (; query[at] > 0; at += 1 + query[at])
            labels.Add(Encoding.ASCII.GetString(query.Slice(at + 1, query[at])));
        return (string.Join('.', labels).ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(query[(at + 1)..]), at + 5);
    }

    /// <summary>An answer to the query with its question and these records, each given as its name, type and data.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, int code, bool isAuthoritative, bool isTruncated, IReadOnlyList<(byte[] Name, ushort Type, byte[] Data)> records)
    {
        var message = new List<byte>(query[..Question(query).End].ToArray());
        message[2] = (byte)(0x81 | (isAuthoritative ? 4 : 0) | (isTruncated ? 2 : 0));
        message[3] = (byte)code;
        (message[6], message[7]) = ((byte)(records.Count >> 8), (byte)records.Count);
        for (var i = 8; i < HeaderSize; i++)
            message[i] = 0;
        foreach (var (name, type, data) in records)
            message.AddRange([.. name, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 1, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        return [.. message];
    }
}
