namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>
/// The others took this silo for dead, and Orleans does not come back from that. Its own handler would end the process on the
/// spot; here it ends in order, as one that has lost a part it cannot do without, and whoever keeps it running starts it again.
/// </summary>
internal sealed partial class EndOfSilo(IHostApplicationLifetime lifetime, ILogger<EndOfSilo> logger) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogEnds(context ?? "unknown", exception);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Orleans cannot go on, so this silo stops: {Reason}")]
    private partial void LogEnds(string reason, Exception? exception);
}
