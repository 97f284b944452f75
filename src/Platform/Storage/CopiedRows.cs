using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MiniVercel.Platform.Storage;

/// <summary>
/// Rows in the binary format of PostgreSQL's COPY, value by value: of a million short lines, asking the driver for each value how it is to be
/// written was most of the work.
/// </summary>
internal sealed class CopiedRows
{
    private const int Flags = 4;
    private const int Extension = 4;
    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0];

    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);

    public CopiedRows()
    {
        _bytes.Write(Signature);
        Claim(Flags + Extension).Clear();
    }

    /// <summary>What was written and not taken yet.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Forget() => _bytes.ResetWrittenCount();

    /// <summary>Each of its values has to follow, in the order of the columns.</summary>
    public void Row(short values) => BinaryPrimitives.WriteInt16BigEndian(Claim(sizeof(short)), values);

    public void Value(int number)
    {
        Length(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(Claim(sizeof(int)), number);
    }

    public void Value(long number)
    {
        Length(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Claim(sizeof(long)), number);
    }

    public void Value(DateTimeOffset at) => Value((at.UtcTicks - s_epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Text that <see cref="StorableText"/> would leave as it is.</summary>
    public void Value(string? text)
    {
        if (text is null)
        {
            Length(-1);
            return;
        }

        var room = _bytes.GetSpan(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _bytes.Advance(sizeof(int) + length);
    }

    /// <summary>There are no more rows.</summary>
    public void End() => Row(-1);

    private void Length(int bytes) => BinaryPrimitives.WriteInt32BigEndian(Claim(sizeof(int)), bytes);

    private Span<byte> Claim(int count)
    {
        var claimed = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return claimed;
    }
}
