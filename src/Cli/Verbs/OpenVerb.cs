using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class OpenVerb
{
    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string?>("build|project")
        {
            Description = "A build (bld_…) at its own address, or a project's production (else the folder's).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("open", "Print the address of a site, and on a terminal open it in the browser.") { what };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(what);
            return given?.StartsWith("bld_", StringComparison.Ordinal) == true
                ? Show(session, await session.Client.GetBuildAsync(given, ct))
                : Show(session, await ProjectLookup.FindAsync(session, given, ct));
        });
        return command;
    }

    private static int Show(Session session, Build build)
    {
        if (build.PreviewUrl is not { } url)
            throw new CommandFailedException($"{build.Id} has no address: its status is {build.Status}.");
        session.Report.Outcome(url, build, ApiJson.Default.Build);
        session.Browse(url);
        return ExitCode.Done;
    }

    private static int Show(Session session, Project project)
    {
        if (project.ProductionUrl is not { } url || project.ActiveDeploymentId is null)
            throw new CommandFailedException($"Nothing of {project.Name} serves yet. ./minivercel deploy --prod changes that.");
        session.Report.Outcome(url, project, ApiJson.Default.Project);
        session.Browse(url);
        return ExitCode.Done;
    }
}
