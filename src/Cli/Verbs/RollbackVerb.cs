using System.CommandLine;
using System.Net;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class RollbackVerb
{
    public static Command Create(CommonOptions options)
    {
        var first = new Argument<string?>("project") { Description = "The project (else the folder's).", Arity = ArgumentArity.ZeroOrOne };
        var second = new Argument<string?>("deployment") { Description = "Where to go back to (else the last one that served and is still kept).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("rollback", "Let an earlier deployment serve again; nothing is built anew.") { first, second };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var (name, deployment) = Read(parse.GetValue(first), parse.GetValue(second));
            return await RollBackAsync(session, name, deployment, ct);
        });
        return command;
    }

    /// <summary>A deployment alone is enough: it knows its project.</summary>
    private static (string? Project, string? Deployment) Read(string? first, string? second) => (first, second) switch
    {
        ({ } only, null) when IsDeployment(only) => (null, only),
        (_, { } given) when !IsDeployment(given) =>
            throw new UsageException($"\"{given}\" is no deployment. Give its id, which begins with dpl_."),
        _ => (first, second),
    };

    private static bool IsDeployment(string text) => text.StartsWith("dpl_", StringComparison.Ordinal);

    private static async Task<int> RollBackAsync(Session session, string? name, string? deployment, CancellationToken ct)
    {
        var given = deployment is null ? null : await session.Client.GetDeploymentAsync(deployment, ct);
        var project = name is null && given is not null
            ? await session.Client.GetProjectAsync(given.ProjectId, ct)
            : await ProjectLookup.FindAsync(session, name, ct);
        if (given is not null && given.ProjectId != project.Id)
            throw new UsageException($"{given.Id} is a deployment of another project than {project.Name}.");
        var goal = given ?? await ChooseAsync(session, project, ct);

        if (session.CanAsk && !session.Confirms($"Let {goal.Id} (build {goal.BuildId}) serve {project.Name} again?"))
            throw new CommandFailedException("Nothing was changed.");

        session.Report.Say($"Rolling {project.Name} back to {goal.Id}");
        return await Activation.RunAsync(session, project, goal.Id, token => session.Client.ActivateAsync(goal.Id, token), ct);
    }

    private static async Task<Deployment> ChooseAsync(Session session, Project project, CancellationToken ct)
    {
        if (project.ActiveDeploymentId is null)
            throw new CommandFailedException($"Nothing of {project.Name} serves yet, so there is nothing to go back from.");
        return await RollbackChoice.MakeAsync(
                session.Client.ListDeploymentsAsync(project.Id, ct), project.ActiveDeploymentId, build => IsKeptAsync(session, build, ct), ct)
            ?? throw new CommandFailedException($"Nothing else of {project.Name} has served before and is still kept. ./minivercel ls {project.Name} shows its builds.");
    }

    private static async Task<bool> IsKeptAsync(Session session, string build, CancellationToken ct)
    {
        try
        {
            await session.Client.GetBuildAsync(build, ct);
            return true;
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
