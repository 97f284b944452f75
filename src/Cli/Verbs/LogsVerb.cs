using System.CommandLine;
using System.Net;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class LogsVerb
{
    private const string Build = "bld_", Deployment = "dpl_";

    public static Command Create(CommonOptions options)
    {
        var whose = new Argument<string?>("build|deployment|project")
        {
            Description = "A build (bld_…), a deployment (dpl_…: what its app prints) or a project (its newest build).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as the log grows." };
        var runtime = new Option<bool>("--runtime") { Description = "What the app prints: of a build its preview's, of a project its active deployment's." };
        var command = new Command("logs", "Print a log; with --json a line of JSON for each of its lines.") { whose, follow, runtime };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(whose);
            if (parse.GetValue(runtime) || Is(given, Deployment))
                await PrintAppAsync(session, await AppOfAsync(session, given, ct), parse.GetValue(follow), ct);
            else
                await PrintBuildAsync(session, await BuildOfAsync(session, given, ct), parse.GetValue(follow), ct);
            return ExitCode.Done;
        });
        return command;
    }

    private static bool Is(string? given, string kind) => given?.StartsWith(kind, StringComparison.Ordinal) == true;

    private static bool IsNotFound(ApiException e) => e.Status == HttpStatusCode.NotFound;

    private static async Task<string> BuildOfAsync(Session session, string? given, CancellationToken ct)
    {
        if (Is(given, Build))
            return given!;
        var project = await ProjectLookup.FindAsync(session, given, ct);
        var newest = await session.Client.ListBuildsAsync(project.Id, pageSize: 1, ct).FirstOrDefaultAsync(ct);
        return newest?.Id ?? throw new CommandFailedException($"{project.Name} has no build yet, so it has no log.");
    }

    /// <summary>An app goes by its deployment, or a preview's by its build.</summary>
    private static async Task<string> AppOfAsync(Session session, string? given, CancellationToken ct)
    {
        if (Is(given, Deployment) || Is(given, Build))
            return given!;
        var project = await ProjectLookup.FindAsync(session, given, ct);
        return project.ActiveDeploymentId
            ?? (await session.Client.ListDeploymentsAsync(project.Id, ct).FirstOrDefaultAsync(ct))?.Id
            ?? throw new CommandFailedException($"{project.Name} has no deployment yet, so no app of it has a log.");
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

    private static async Task PrintAppAsync(Session session, string id, bool follow, CancellationToken ct)
    {
        try
        {
            await (follow
                ? new LogFollower(session.Client, session.Clock).FollowDeploymentAsync(id, session.Report.Line, ct)
                : PrintAsync(session, LogSource.OfDeployment(id), ct));
        }
        catch (ApiException e) when (IsNotFound(e))
        {
            throw new CommandFailedException($"There is no {(Is(id, Build) ? "build" : "deployment")} {id}. ./minivercel ls shows the projects, and which deployment of each is active.");
        }
    }

    private static async Task PrintAsync(Session session, LogSource log, CancellationToken ct)
    {
        var isEmpty = true;
        await foreach (var line in session.Client.ReadLogAsync(log, after: null, ct))
        {
            session.Report.Line(line);
            isEmpty = false;
        }

        if (isEmpty)
            session.Report.Say("The log is empty so far.");
    }
}
