using Microsoft.Extensions.Logging;

namespace MiniVercel.Platform.Postgres;

internal static partial class PrivatePostgresLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Made a database with PostgreSQL {Major} in {Folder}.")]
    public static partial void Made(ILogger logger, int major, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Major} is ready in {Folder} after {Milliseconds} ms.")]
    public static partial void Ready(ILogger logger, int major, string folder, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL (process {Pid}) was still running in {Folder}; going on with it.")]
    public static partial void Adopted(ILogger logger, int pid, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL in {Folder} (process {Pid}) had died without a shutdown; it recovers now.")]
    public static partial void Recovers(ILogger logger, string folder, int pid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL in {Folder} did not stop in {Seconds} s; stopping it at once.")]
    public static partial void StopsTheHardWay(ILogger logger, string folder, int seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL in {Folder} has stopped.")]
    public static partial void Stopped(ILogger logger, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL could not be stopped after a start that failed.")]
    public static partial void WasNotStopped(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL is gone and does not start again; the next try follows.")]
    public static partial void StaysAway(ILogger logger, Exception exception);
}
