using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

public sealed partial class BuildRun
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Building {Build} of {Project}, attempt {Attempt}")]
    private partial void LogStarted(BuildId build, ProjectId project, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Build {Build} ended: {Ending}")]
    private partial void LogEnded(BuildId build, BuildEnding ending);

    [LoggerMessage(Level = LogLevel.Information, Message = "Build {Build} is no longer attempt {Attempt}'s; it stops")]
    private partial void LogNotMine(BuildId build, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Build {Build} broke")]
    private partial void LogBroken(Exception exception, BuildId build);
}
