using MiniVercel.Builds;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Silo.Building;

/// <summary>Reads what a build's commands are given of the project's variables.</summary>
public sealed class BuildEnvironment(VariableStore variables, ReservedNames reserved)
{
    public async Task<GivenVariables> For(BuildOrder order, CancellationToken cancellationToken)
    {
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
