namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>One token of two, made once: whoever reads a stream does so with the same token each time.</summary>
internal sealed class EitherToken(CancellationToken always) : IDisposable
{
    private CancellationTokenSource? _both;
    private CancellationToken _other;

    public CancellationToken With(CancellationToken other)
    {
        if (_both is null || other != _other)
        {
            _both?.Dispose();
            (_both, _other) = (CancellationTokenSource.CreateLinkedTokenSource(other, always), other);
        }

        return _both.Token;
    }

    public void Dispose() => _both?.Dispose();
}
