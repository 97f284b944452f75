using System.CommandLine;
using System.Net;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class LogsVerb
{
    public static Command Create(CommonOptions options)
    {
        var whose = new Argument<string?>("build|project")
        {
            Description = "A build (bld_…), a deployment (dpl_…) or a project (its newest build).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as the log grows." };
        var command = new Command("logs", "Print a log; with --json a line of JSON for each of its lines.") { whose, follow };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(whose);
            if (given?.StartsWith("dpl_", StringComparison.Ordinal) == true)
                await PrintDeploymentAsync(session, given, parse.GetValue(follow), ct);
            else
                await PrintBuildAsync(session, await BuildOfAsync(session, given, ct), parse.GetValue(follow), ct);
            return ExitCode.Done;
        });
        return command;
    }

    private static bool IsNotFound(ApiException e) => e.Status == HttpStatusCode.NotFound;

    private static async Task<string> BuildOfAsync(Session session, string? given, CancellationToken ct)
    {
        if (given?.StartsWith("bld_", StringComparison.Ordinal) == true)
            return given;
        var project = await ProjectLookup.FindAsync(session, given, ct);
        var newest = await session.Client.ListBuildsAsync(project.Id, pageSize: 1, ct).FirstOrDefaultAsync(ct);
        return newest?.Id ?? throw new CommandFailedException($"{project.Name} has no build yet, so it has no log.");
    }

    private static async Task PrintBuildAsync(Session session, string id, bool follow, CancellationToken ct)
    {
        try
        {
            await (follow ? FollowBuildAsync(session, id, ct) : PrintAsync(session, LogSource.OfBuild(id), ct));
        }
        catch (ApiException e) when (IsNotFound(e))
        {
            throw new CommandFailedException($"There is no build {id}. ./minivercel ls <project> shows those there are.");
        }
    }

    private static async Task FollowBuildAsync(Session session, string id, CancellationToken ct)
    {
        var build = await new LogFollower(session.Client, session.Clock).FollowBuildAsync(id, session.Report.Line, ct);
        session.Report.Say(build.Reason is null ? $"{build.Id}: {build.Status}" : $"{build.Id}: {build.Status}: {build.Reason}");
    }

    private static async Task PrintDeploymentAsync(Session session, string id, bool follow, CancellationToken ct)
    {
        try
        {
            await (follow
                ? new LogFollower(session.Client, session.Clock).FollowDeploymentAsync(id, session.Report.Line, ct)
                : PrintAsync(session, LogSource.OfDeployment(id), ct));
        }
        catch (ApiException e) when (IsNotFound(e))
        {
            throw new CommandFailedException(await WhyNoLogAsync(session, id, ct));
        }
    }

    private static async Task<string> WhyNoLogAsync(Session session, string deployment, CancellationToken ct)
    {
        try
        {
            var found = await session.Client.GetDeploymentAsync(deployment, ct);
            return $"The server has no log of what {deployment} writes while it serves. ./minivercel logs {found.BuildId} prints how it was built.";
        }
        catch (ApiException e) when (IsNotFound(e))
        {
            return $"There is no deployment {deployment}. ./minivercel ls shows the projects, and which deployment of each is active.";
        }
    }

    private static async Task PrintAsync(Session session, LogSource log, CancellationToken ct)
    {
        await foreach (var line in session.Client.ReadLogAsync(log, after: null, ct))
            session.Report.Line(line);
    }
}
