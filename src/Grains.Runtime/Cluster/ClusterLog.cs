using System.Net;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime;

internal static partial class ClusterLog
{
    public static void ConnectionClosed(ILogger logger, bool isGarbage, SiloAddress peer, string why, Exception? exception) =>
        Closed(logger, isGarbage ? LogLevel.Warning : LogLevel.Information, peer, why, exception?.Message);

    [LoggerMessage(Level = LogLevel.Information, Message = "This silo is {Address}")]
    public static partial void Listening(ILogger logger, SiloAddress address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other silos took {Before} for dead; it begins again as {After}")]
    public static partial void Rejoining(ILogger logger, SiloAddress before, SiloAddress after);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {Silo} has run out; it is dead, and its grains may wake elsewhere")]
    public static partial void Convicted(ILogger logger, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The membership table cannot be read; what was known stays in force")]
    public static partial void MembershipUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Grain {Grain} has ended, and its directory row could not be removed")]
    public static partial void UnregisterFailed(ILogger logger, GrainId grain, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Left without having heard everybody's farewell; a call that was on its way may have failed")]
    public static partial void LeftInHaste(ILogger logger, Exception? exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The membership row could not be removed; the others will see it expire")]
    public static partial void RowRemains(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Silo} cannot be reached: {Why}")]
    public static partial void Unreachable(ILogger logger, SiloAddress silo, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection from {Endpoint} was turned away: {Why}")]
    public static partial void Turned(ILogger logger, EndPoint? endpoint, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "No connection can be accepted")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A one-way request from {Peer} was dropped")]
    public static partial void RequestUnreadable(ILogger logger, SiloAddress peer, Exception exception);

    [LoggerMessage(Message = "The connection to {Peer} is closed: {Why} ({Detail})")]
    private static partial void Closed(ILogger logger, LogLevel level, SiloAddress peer, string why, string? detail);
}
