using Microsoft.Extensions.Logging;

namespace MiniVercel.Deployments;

public sealed partial class ActivationRun
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Activating {Deployment} of {Project}: build {Build}, generation {Generation}, attempt {Attempt}")]
    private partial void LogStarted(DeploymentId deployment, ProjectId project, BuildId build, long generation, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Activation {Deployment} ended: {Ending}")]
    private partial void LogEnded(DeploymentId deployment, ActivationEnding ending);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activation {Deployment}: the artifact of {Build} is damaged: {Damage}")]
    private partial void LogDamaged(DeploymentId deployment, BuildId build, string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activation {Deployment}: there is no room for {Build}: {Error}")]
    private partial void LogNoRoom(DeploymentId deployment, BuildId build, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Activation {Deployment} goes on elsewhere; attempt {Attempt} stops")]
    private partial void LogNotMine(DeploymentId deployment, int attempt);
}
