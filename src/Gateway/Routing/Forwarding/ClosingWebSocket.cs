namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>
/// A web socket between a visitor and an app, up to the moment when the app has to go: then the visitor is told so in the app's place, and has a
/// while to say goodbye. Nothing that becomes of the app meanwhile keeps the word from them.
/// </summary>
/// <param name="app">What comes from the app and goes to it.</param>
/// <param name="closing">That moment.</param>
internal sealed class ClosingWebSocket(Stream app, CancellationToken closing) : PassingStream
{
    /// <summary>A connection that is closed while something is still on its way to us is reset, and the word may be lost with it.</summary>
    private static readonly TimeSpan s_goodbyeWithin = TimeSpan.FromSeconds(1);

    private readonly EitherToken _either = new(closing);
    private readonly WebSocketFrames _fromApp = new();
    private readonly WebSocketFrames _fromVisitor = new();
    private readonly TaskCompletionSource _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is still to be said in the app's place; null as long as it speaks for itself.</summary>
    private ReadOnlyMemory<byte>? _farewell;

    public override bool CanWrite => true;

    /// <summary>Whether a word may be put in: in the middle of a frame its end is on its way, and after the app's own farewell its end.</summary>
    private bool HasRoom => _fromApp is { IsBetweenFrames: true, HasClosed: false };

    private bool MaySpeak => closing.IsCancellationRequested && HasRoom;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_farewell is not null)
            return await SayFarewell(buffer, cancellationToken);
        try
        {
            var count = await app.ReadAsync(buffer, HasRoom ? _either.With(cancellationToken) : cancellationToken);
            _fromApp.See(buffer.Span[..count]);
            if (count > 0 || buffer.IsEmpty || !MaySpeak)
                return count;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && MaySpeak && !cancellationToken.IsCancellationRequested)
        {
        }

        _farewell = WebSocketFrames.ServiceRestart;
        return await SayFarewell(buffer, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _fromVisitor.See(buffer.Span);
        if (_fromVisitor.HasClosed)
            _goodbye.TrySetResult();
        try
        {
            await app.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (IsNobodysLoss(e))
        {
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await app.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (IsNobodysLoss(e))
        {
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _either.Dispose();
            app.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What a visitor says to an app that has to go reaches nobody: they are told to come again, and that must not fail for it.</summary>
    private bool IsNobodysLoss(Exception e) => closing.IsCancellationRequested && e is IOException or ObjectDisposedException;

    /// <summary>Who asks with an empty buffer only wants to know when there is something.</summary>
    private async ValueTask<int> SayFarewell(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var rest = _farewell!.Value;
        if (rest.IsEmpty)
        {
            await _goodbye.Task.WaitAsync(s_goodbyeWithin, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _goodbye.TrySetResult(); // Waited for once.
        }

        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _farewell = rest[count..];
        return count;
    }
}
