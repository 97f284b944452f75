using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace MiniVercel.Bench.Cluster;

/// <summary>Frames of a length and so many bytes: as much as a small call takes on the wire, and nothing else about it.</summary>
internal static class EchoFrames
{
    private const int BodyLength = 100;

    public static readonly StreamPipeReaderOptions Reading = new(bufferSize: 64 << 10);
    public static readonly StreamPipeWriterOptions Writing = new(minimumBufferSize: 64 << 10);

    public static void Write(IBufferWriter<byte> to)
    {
        var frame = to.GetSpan(4 + BodyLength)[..(4 + BodyLength)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, BodyLength);
        frame[4..].Fill(1);
        to.Advance(frame.Length);
    }

    /// <summary>Cuts one whole frame off the front, if there is one.</summary>
    public static bool TryCut(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadLittleEndian(out int length) || reader.Remaining < length)
            return false;
        buffer = buffer.Slice(4 + length);
        return true;
    }
}
