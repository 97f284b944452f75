namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>What an app sends, up to the moment when it has to go.</summary>
/// <param name="inner">What comes from the app.</param>
/// <param name="closing">That moment.</param>
internal sealed class ClosingStream(Stream inner, CancellationToken closing) : PassingStream
{
    private readonly EitherToken _either = new(closing);
    private bool _hasEnded;

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
