using System.Net;
using System.Text;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>The answer to one query, as far as it is believed: it has the query's number, and repeats its question.</summary>
public sealed record DnsResponse(bool IsTruncated, DnsResponse.Word Says, IReadOnlyList<DnsRecord> Records)
{
    /// <summary>Of more than this many nobody has a use.</summary>
    private const int MostRecords = 256;

    private const int IsAnswer = 0x8000;
    private const int Opcode = 0x7800;
    private const int Authoritative = 0x0400;
    private const int Truncated = 0x0200;
    private const int RecursionAvailable = 0x0080;
    private const int ResponseCode = 0x000f;
    private const int NoSuchName = 3;
    private const ushort ClassInternet = 1;

    public enum Word
    {
        Fine,
        NoSuchName,

        /// <summary>It failed, it refused, or it only said who might know.</summary>
        CannotTell,
    }

    /// <summary>Nothing where it is no answer to this query.</summary>
    public static DnsResponse? Read(ReadOnlySpan<byte> message, DnsQuery query)
    {
        var reader = new DnsReader(message);
        var (id, flags, questions, answers) = (reader.Number(), reader.Number(), reader.Number(), reader.Number());
        reader.Skip(4); // how much there is beside the answers
        if (reader.IsBroken || id != query.Id || (flags & IsAnswer) == 0 || (flags & Opcode) != 0 || questions != 1)
            return null;
        var (name, type, kind) = (reader.Name(), reader.Number(), reader.Number());
        if (reader.IsBroken || name != query.Name || type != (ushort)query.Type || kind != ClassInternet)
            return null;

        var isTruncated = (flags & Truncated) != 0;
        var records = new List<DnsRecord>();
        for (var i = 0; i < answers && records.Count < MostRecords && !isTruncated; i++)
        {
            var record = Record(message, ref reader);
            if (reader.IsBroken)
                return null;
            if (record is not null)
                records.Add(record);
        }

        return new DnsResponse(isTruncated, WordOf(flags, records.Count), records);
    }

    /// <summary>Nothing where it is of a kind that is not asked for; its reader is broken where it is none at all.</summary>
    private static DnsRecord? Record(ReadOnlySpan<byte> message, ref DnsReader reader)
    {
        var (name, type, kind) = (reader.Name(), (DnsType)reader.Number(), reader.Number());
        reader.Skip(4); // how long it may be kept
        var inside = new DnsReader(message);
        var length = reader.Number();
        inside.Skip(reader.At);
        var data = reader.Bytes(length);
        if (reader.IsBroken || kind != ClassInternet)
            return null;

        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.Aaaa when length == 16:
                return new DnsRecord.Address(name, new IPAddress(data));
            case DnsType.Cname:
                var target = inside.Name();
                return inside.IsBroken || inside.At != reader.At ? null : new DnsRecord.Alias(name, target);
            case DnsType.Txt:
                return Text(data) is { } text ? new DnsRecord.Text(name, text) : null;
            default:
                return null;
        }
    }

    private static string? Text(ReadOnlySpan<byte> data)
    {
        var reader = new DnsReader(data);
        var text = new StringBuilder();
        while (reader.At < data.Length && !reader.IsBroken)
            text.Append(Encoding.Latin1.GetString(reader.Bytes(reader.Byte())));
        return reader.IsBroken ? null : text.ToString();
    }

    /// <summary>An empty answer of somebody who neither has the name nor asks for us says only that others should be asked.</summary>
    private static Word WordOf(int flags, int records) => (flags & ResponseCode) switch
    {
        NoSuchName => Word.NoSuchName,
        0 when records > 0 || (flags & (Truncated | Authoritative | RecursionAvailable)) != 0 => Word.Fine,
        _ => Word.CannotTell,
    };
}
