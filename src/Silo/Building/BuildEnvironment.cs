using MiniVercel.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Silo.Building;

/// <summary>Reads what a build's commands are given of the project's variables, and of its history.</summary>
public sealed class BuildEnvironment(VariableStore variables, ReservedNames reserved, BuildRecords records)
{
    /// <summary>The commit of the last build of the branch that succeeded, to tell what has changed since.</summary>
    public Task<string?> PreviousCommit(BuildId build, CancellationToken cancellationToken) => records.PreviousCommit(build, cancellationToken);

    public async Task<GivenVariables> For(BuildOrder order, CancellationToken cancellationToken)
    {
        if (order.IsForeign)
            return GivenVariables.None;
        try
        {
            return await variables.For(
                order.Team, order.Project, order.Production ? Targets.Production : Targets.Preview, VariableScope.Build, reserved, cancellationToken);
        }
        catch (SecretUnreadableException e)
        {
            throw new BuildStepFailedException(BuildReason.EnvironmentUnreadable, $"The project's variables cannot be read. {e.Message}");
        }
    }
}
