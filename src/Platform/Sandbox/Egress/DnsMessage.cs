using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>The little of DNS that a box needs: one question, and the addresses that answer it.</summary>
internal readonly record struct DnsQuestion(ReadOnlyMemory<byte> Query, string Name, ushort Type, int End)
{
    public const int LongestMessage = 512;
    private const int Header = 12;
    private const int AnswerSize = 16;
    private const ushort TypeA = 1;
    private const int TimeToLive = 30;

    public bool AsksForIPv4 => Type == TypeA;

    /// <summary>Null for what is not a plain question: it gets no answer.</summary>
    public static DnsQuestion? Read(ReadOnlyMemory<byte> query)
    {
        var bytes = query.Span;
        if (bytes.Length is < Header or > LongestMessage || (bytes[2] & 0xf8) != 0 || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) != 1)
            return null;

        var name = new StringBuilder();
        var at = Header;
        while (at < bytes.Length && bytes[at] is var length and > 0)
        {
            // A longer label is a pointer, and there is nothing before the first name to point at.
            if (length > 63 || at + length >= bytes.Length || name.Length + length > 253)
                return null;
            var label = bytes.Slice(at + 1, length);
            if (label.ContainsAnyExceptInRange((byte)'!', (byte)'~') || label.Contains((byte)'.'))
                return null;
            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.ASCII.GetString(label));
            at += 1 + length;
        }

        return at + 5 <= bytes.Length && name.Length > 0
            ? new DnsQuestion(query, name.ToString(), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]), at + 5)
            : null;
    }

    /// <summary>The answer: these addresses, or that there is no such name, or that it could not be found out.</summary>
    public byte[] Answer(IReadOnlyList<IPAddress> addresses, DnsCode code)
    {
        var count = Math.Min(addresses.Count, (LongestMessage - End) / AnswerSize);
        var answer = new byte[End + (count * AnswerSize)];
        Query.Span[..End].CopyTo(answer);
        answer[2] = (byte)(0x80 | (answer[2] & 0x01)); // an answer, and recursion is wanted if it was
        answer[3] = (byte)(0x80 | (byte)code); // and available
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)count);
        answer.AsSpan(8, 4).Clear();
        for (var i = 0; i < count; i++)
        {
            var record = answer.AsSpan(End + (i * AnswerSize), AnswerSize);
            BinaryPrimitives.WriteUInt16BigEndian(record, 0xc000 | Header); // the name: that of the question
            BinaryPrimitives.WriteUInt16BigEndian(record[2..], TypeA);
            BinaryPrimitives.WriteUInt16BigEndian(record[4..], 1);
            BinaryPrimitives.WriteInt32BigEndian(record[6..], TimeToLive);
            BinaryPrimitives.WriteUInt16BigEndian(record[10..], 4);
            addresses[i].TryWriteBytes(record[12..], out _);
        }

        return answer;
    }
}

internal enum DnsCode
{
    Fine = 0,
    CannotTell = 2,
    NoSuchName = 3,
}
