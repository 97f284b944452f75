using System.Buffers;
using System.Buffers.Text;

namespace MiniVercel.Testing.Http;

/// <summary>Reads answers off a stream, strictly: where a browser would shrug, a test wants to know.</summary>
internal sealed class ResponseReader(Stream stream, int bufferSize = 32 * 1024)
{
    private readonly byte[] _buffer = new byte[bufferSize];
    private readonly ResponseHead _head = new();
    private int _start;
    private int _end;
    private bool _anyByte;

    /// <summary>Bytes that came beyond the end of the last answer: nobody asked for them.</summary>
    public int Unasked => _end - _start;

    /// <summary>The next final answer's head; the interim ones (100, 103) before it are skipped. Valid until the next call.</summary>
    public async ValueTask<ResponseHead> ReadHead(CancellationToken ct)
    {
        _anyByte = Unasked > 0;
        do
        {
            _head.Begin((await ReadLine(ct)).Span);
            while (await ReadLine(ct) is { Length: > 0 } line)
                _head.Add(line.Span);
        }
        while (_head.Status is >= 100 and < 200 and not 101);
        return _head;
    }

    /// <summary>The body into <paramref name="sink"/>. True when the connection stays usable: the body had an end of its own.</summary>
    public async ValueTask<bool> ReadBody(ResponseHead head, bool answersHead, IBufferWriter<byte>? sink, CancellationToken ct)
    {
        var length = head.ContentLength();
        var encoded = head.Has("transfer-encoding");
        if (encoded && length is { })
            throw HttpFailure.Malformed("both content-length and transfer-encoding are announced");
        if (answersHead || head.Status is 204 or 304 or 101)
            return true;
        if (encoded)
        {
            if (!System.Text.Ascii.EqualsIgnoreCase(head.Raw("transfer-encoding"), "chunked"))
                throw HttpFailure.Malformed($"transfer-encoding '{head.Header("transfer-encoding")}' is not chunked");
            await ReadChunks(sink, ct);
            return true;
        }

        if (length is { } bytes)
        {
            await ReadExactly(bytes, sink, ct);
            return true;
        }

        await ReadToEnd(sink, ct);
        return false;
    }

    private async ValueTask ReadChunks(IBufferWriter<byte>? sink, CancellationToken ct)
    {
        while (true)
        {
            var size = ChunkSize((await ReadLine(ct)).Span);
            if (size == 0)
                break;
            await ReadExactly(size, sink, ct);
            if ((await ReadLine(ct)).Length > 0)
                throw HttpFailure.Malformed("a chunk is longer than its size");
        }

        while ((await ReadLine(ct)).Length > 0)
        {
            // Trailers tell a test nothing yet.
        }
    }

    private static int ChunkSize(ReadOnlySpan<byte> line)
    {
        var extension = line.IndexOf((byte)';');
        var digits = (extension < 0 ? line : line[..extension]).TrimEnd(" \t"u8);
        if (!Utf8Parser.TryParse(digits, out int size, out var consumed, 'x') || consumed != digits.Length || size < 0)
            throw HttpFailure.Malformed($"'{System.Text.Encoding.Latin1.GetString(line)}' is not a chunk size");
        return size;
    }

    private async ValueTask ReadExactly(long bytes, IBufferWriter<byte>? sink, CancellationToken ct)
    {
        for (var left = bytes; left > 0;)
        {
            if (Unasked == 0 && !await Fill(ct))
                throw HttpFailure.Truncated($"the body ended {left} bytes early");
            left -= Take(left, sink);
        }
    }

    private async ValueTask ReadToEnd(IBufferWriter<byte>? sink, CancellationToken ct)
    {
        do
            Take(long.MaxValue, sink);
        while (await Fill(ct));
    }

    private int Take(long atMost, IBufferWriter<byte>? sink)
    {
        var count = (int)Math.Min(atMost, Unasked);
        sink?.Write(_buffer.AsSpan(_start, count));
        _start += count;
        return count;
    }

    /// <summary>A line without its CRLF, valid until the next read.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadLine(CancellationToken ct)
    {
        for (var searched = 0; ; searched = Unasked)
        {
            if (searched == _buffer.Length)
                throw HttpFailure.Malformed($"a line is longer than {_buffer.Length} bytes");
            if (searched == Unasked && !await Fill(ct))
                throw _anyByte ? HttpFailure.Truncated("the connection was closed inside the answer's framing") : ClosedUnanswered();

            var end = _buffer.AsSpan(_start + searched, Unasked - searched).IndexOf((byte)'\n') + searched;
            if (end < searched)
                continue;
            if (end == 0 || _buffer[_start + end - 1] != (byte)'\r')
                throw HttpFailure.Malformed("a line ends in a bare line feed");
            var line = _buffer.AsMemory(_start, end - 1);
            _start += end + 1;
            return line;
        }
    }

    private static HttpFailure ClosedUnanswered() => HttpFailure.Reset("closed before the first byte of the answer");

    private async ValueTask<bool> Fill(CancellationToken ct)
    {
        if (_start == _end)
            _start = _end = 0;
        else if (_end == _buffer.Length)
        {
            _buffer.AsSpan(_start, Unasked).CopyTo(_buffer);
            (_start, _end) = (0, Unasked);
        }

        try
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            _anyByte |= read > 0;
            _end += read;
            return read > 0;
        }
        catch (IOException error)
        {
            throw HttpFailure.Reset(_anyByte ? "reset inside the answer" : "reset before the first byte of the answer", error);
        }
    }
}
