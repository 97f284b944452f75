namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>What an app sends, up to the moment when it has to go.</summary>
/// <param name="inner">What comes from the app.</param>
/// <param name="closing">That moment.</param>
internal sealed class ClosingStream(Stream inner, CancellationToken closing) : Stream
{
    private readonly EitherToken _either = new(closing);
    private bool _hasEnded;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasEnded)
            return 0;
        try
        {
            return await inner.ReadAsync(buffer, _either.With(cancellationToken));
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _hasEnded = true;
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _either.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
