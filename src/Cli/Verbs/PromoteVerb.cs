using System.CommandLine;
using MiniVercel.Cli.Deploying;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class PromoteVerb
{
    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string>("build|deployment") { Description = "A build (bld_…), or a deployment (dpl_…) whose build is meant." };
        var command = new Command("promote", "Let a build serve production as it is; nothing is built anew.") { what };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            return await PromoteAsync(session, parse.GetValue(what)!, ct);
        });
        return command;
    }

    private static async Task<int> PromoteAsync(Session session, string given, CancellationToken ct)
    {
        var build = await session.Client.GetBuildAsync(await BuildOfAsync(session, given, ct), ct);
        var project = await session.Client.GetProjectAsync(build.ProjectId, ct);
        if (session.CanAsk && !session.Confirms($"Let {build.Id} serve {project.Name}?"))
            throw new CommandFailedException("Nothing was changed.");

        session.Report.Say($"Promoting {build.Id} to the production of {project.Name}");
        return await Activation.RunAsync(session, project, build.Id, token => session.Client.ActivateBuildAsync(build, token), ct);
    }

    private static async Task<string> BuildOfAsync(Session session, string given, CancellationToken ct)
    {
        if (given.StartsWith("dpl_", StringComparison.Ordinal))
            return (await session.Client.GetDeploymentAsync(given, ct)).BuildId;
        return given.StartsWith("bld_", StringComparison.Ordinal)
            ? given
            : throw new UsageException($"\"{given}\" is no build and no deployment. Give an id, which begins with bld_ or dpl_.");
    }
}
