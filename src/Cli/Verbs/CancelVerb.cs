using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class CancelVerb
{
    private const int Enough = 100;

    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string?>("build|project")
        {
            Description = "A build (bld_…), or a project whose newest build that goes on is meant (else the folder's).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("cancel", "Stop a build that waits or goes on.") { what };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var build = await session.Client.CancelBuildAsync(await BuildOfAsync(session, parse.GetValue(what), ct), ct);
            session.Report.Say($"{build.Id}: {build.Status}");
            session.Report.Outcome(build.Id, build, ApiJson.Default.Build);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> BuildOfAsync(Session session, string? given, CancellationToken ct)
    {
        if (given?.StartsWith("bld_", StringComparison.Ordinal) == true)
            return given;
        var project = await ProjectLookup.FindAsync(session, given, ct);
        var open = await session.Client.ListBuildsAsync(project.Id, ct: ct).Take(Enough).FirstOrDefaultAsync(build => !build.HasEnded, ct);
        return open?.Id ?? throw new CommandFailedException($"No build of {project.Name} waits or goes on.");
    }
}
