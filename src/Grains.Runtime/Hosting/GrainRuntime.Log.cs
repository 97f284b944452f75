using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime;

internal static partial class GrainRuntimeLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} could not activate; its waiting requests fail")]
    public static partial void ActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} threw while it deactivated ({Reason})")]
    public static partial void DeactivationFailed(ILogger logger, GrainId grainId, DeactivationReason reason, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} threw while it was disposed")]
    public static partial void DisposeFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The engine's own loop for grain {GrainId} broke; the grain takes no more turns")]
    public static partial void LoopBroke(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A timer of grain {GrainId} threw")]
    public static partial void TickFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(Message = "The one-way request {Request} to {Target} failed")]
    public static partial void OneWayFailed(ILogger logger, LogLevel level, GrainRequest request, GrainId target, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Observer {Id} is forgotten: it expired or failed")]
    public static partial void ObserverForgotten(ILogger logger, object id, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shutdown did not wait any longer: {Count} grains are still active")]
    public static partial void StoppedEarly(ILogger logger, int count);
}
