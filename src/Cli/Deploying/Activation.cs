using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>Lets something serve that is built already, and prints where.</summary>
internal static class Activation
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <param name="session">Who asked.</param>
    /// <param name="project">Whose production it is to become.</param>
    /// <param name="goal">The id of what is to serve.</param>
    /// <param name="activate">Asks the server for it.</param>
    /// <param name="ct">Ends the waiting; what was asked for goes on.</param>
    public static async Task<int> RunAsync(
        Session session, Project project, string goal, Func<CancellationToken, Task<Deployment>> activate, CancellationToken ct)
    {
        var active = await Deadline.WithinAsync(
            Limit, session.Clock,
            $"{goal} did not serve within {Limit.TotalMinutes} minutes. ./minivercel inspect {project.Id} shows what serves now.",
            async token =>
            {
                var made = await activate(token);
                return made.IsSettled ? made : await new ActivationWait(session.Client, session.Clock).OfDeploymentAsync(made.Id, token);
            },
            ct);
        if (active.Status != DeploymentStatus.Active)
            throw new CommandFailedException($"{active.Id} is {active.Status}{(active.Reason is null ? "" : $": {active.Reason}")}. What served before still serves.");
        project = await session.Client.GetProjectAsync(project.Id, ct);
        session.Report.Outcome(project.ProductionUrl ?? active.Id, active, ApiJson.Default.Deployment);
        return ExitCode.Done;
    }
}
