namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>What an app sends, up to the moment when it has to go.</summary>
/// <param name="inner">What comes from the app; of a web socket also what goes to it.</param>
/// <param name="frames">Where frames begin and end; nothing where there are none.</param>
/// <param name="closing">That moment.</param>
internal sealed class ClosingStream(Stream inner, WebSocketFrames? frames, CancellationToken closing) : Stream
{
    private CancellationTokenSource? _either;
    private CancellationToken _reader;
    private bool _hasEnded;

    /// <summary>What is still to be said in the app's place.</summary>
    private ReadOnlyMemory<byte> _farewell;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => inner.CanWrite;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded)
            return SayFarewell(buffer);
        try
        {
            // In the middle of a frame its end is waited for: the app is just sending it.
            var isInFrame = frames is { IsBetweenFrames: false };
            var count = await inner.ReadAsync(buffer, isInFrame ? cancellationToken : Either(cancellationToken));
            frames?.See(buffer.Span[..count]);
            return count;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _hasEnded = true;
            _farewell = frames is null ? default : WebSocketFrames.ServiceRestart;
            return SayFarewell(buffer);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _either?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Who asks with an empty buffer only wants to know when there is something.</summary>
    private int SayFarewell(Memory<byte> buffer)
    {
        var count = Math.Min(_farewell.Length, buffer.Length);
        _farewell[..count].CopyTo(buffer);
        _farewell = _farewell[count..];
        return count;
    }

    /// <summary>Made once: whoever reads does so with the same token each time.</summary>
    private CancellationToken Either(CancellationToken reader)
    {
        if (_either is null || reader != _reader)
        {
            _either?.Dispose();
            (_either, _reader) = (CancellationTokenSource.CreateLinkedTokenSource(reader, closing), reader);
        }

        return _either.Token;
    }
}
