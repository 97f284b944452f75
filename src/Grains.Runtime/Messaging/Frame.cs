using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MiniVercel.Runtime;

// A frame is its length (four bytes, little endian, of what follows), its kind (one byte), and what the kind says. Strings have
// their length before them; JSON comes last and takes the rest.
internal enum FrameKind : byte
{
    /// <summary>Who speaks; the first frame in either direction, and only that.</summary>
    Hello = 1,
    /// <summary>Number, flags, hops, grain kind, grain key, request name, context, trace, arguments.</summary>
    Request,
    /// <summary>Number of the request, result.</summary>
    Answer,
    /// <summary>Number of the request, exception.</summary>
    Failure,
    /// <summary>Number of the request, flags, who has the grain (or nothing: look again). It was not run.</summary>
    Redirect,
    /// <summary>Number of the request: nobody waits for it any more.</summary>
    Cancel,
    /// <summary>The speaker is about to go: send nothing new.</summary>
    Leaving,
    /// <summary>Heard that the other is leaving; no request follows.</summary>
    Farewell,
}

[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    OneWay = 1,
    Placed = 2,
}

/// <summary>Builds one frame at a time, in a buffer that its thread keeps: what fails to be written never reaches a connection.</summary>
internal sealed class FrameWriter : IDisposable
{
    private const int LengthBytes = sizeof(int);
    private const int KeptBytes = 256 * 1_024;

    [ThreadStatic]
    private static FrameWriter? t_own;

    private readonly Utf8JsonWriter _json;
    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);

    private FrameWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    public static FrameWriter Begin(FrameKind kind)
    {
        if (t_own is null || t_own._buffer.Capacity > KeptBytes) t_own = new FrameWriter();
        t_own._buffer.ResetWrittenCount();
        t_own._buffer.Advance(LengthBytes);
        return t_own.Byte((byte)kind);
    }

    public static FrameWriter Begin(FrameKind kind, long number) => Begin(kind).Long(number);

    public FrameWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public FrameWriter Text(string value)
    {
        var span = _buffer.GetSpan(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        _buffer.Advance(sizeof(int) + length);
        return this;
    }

    public FrameWriter Text(ReadOnlySpan<byte> utf8)
    {
        var span = _buffer.GetSpan(sizeof(int) + utf8.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span, utf8.Length);
        utf8.CopyTo(span[sizeof(int)..]);
        _buffer.Advance(sizeof(int) + utf8.Length);
        return this;
    }

    public Utf8JsonWriter Json()
    {
        _json.Reset();
        return _json;
    }

    /// <summary>The frame as it is sent; valid until this thread begins the next one.</summary>
    public ReadOnlySpan<byte> End()
    {
        _json.Flush();
        var frame = _buffer.WrittenSpan;
        // The buffer is this writer's own, so its beginning may still be filled in.
        var prefix = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(frame), LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(prefix, frame.Length - LengthBytes);
        return frame;
    }

    public void Dispose() => _json.Dispose();

    private FrameWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
        return this;
    }
}

/// <summary>Reads a frame; whatever does not fit is garbage, and garbage ends the connection.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Cuts the next whole frame off the buffer.</summary>
    public static bool TryCut(ref ReadOnlySequence<byte> buffer, int maxBytes, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < sizeof(int)) return false;
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        buffer.Slice(0, sizeof(int)).CopyTo(prefix);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length < 1 || length > maxBytes) throw new InvalidDataException($"a frame of {length} bytes; the limit is {maxBytes}");
        if (buffer.Length < sizeof(int) + length) return false;
        frame = buffer.Slice(sizeof(int), length);
        buffer = buffer.Slice(sizeof(int) + length);
        return true;
    }

    public byte Byte() => Take(1)[0];

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ReadOnlySpan<byte> Utf8() => Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int))));

    public string Text() => Encoding.UTF8.GetString(Utf8());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length) throw new InvalidDataException("a frame that ends too early");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
