using System.CommandLine;
using System.Net;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class RmVerb
{
    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string>("build|deployment|project")
        {
            Description = "A build (bld_…), a deployment (dpl_…) whose build is meant, or a project with all that it has.",
        };
        var safe = new Option<bool>("--safe") { Description = "Of a project only the builds; what serves or goes on is spared." };
        var command = new Command("rm", "Delete a build, or a project.") { what, safe };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(what)!;
            if (await BuildOfAsync(session, given, ct) is { } build)
                return await RemoveAsync(session, build, parse.GetValue(safe), ct);
            var project = await ProjectLookup.FindAsync(session, given, ct);
            return parse.GetValue(safe) ? await RemoveBuildsAsync(session, project, ct) : await ProjectsRmVerb.RemoveAsync(session, project, ct);
        });
        return command;
    }

    private static async Task<Build?> BuildOfAsync(Session session, string given, CancellationToken ct)
    {
        if (given.StartsWith("dpl_", StringComparison.Ordinal))
            given = (await session.Client.GetDeploymentAsync(given, ct)).BuildId;
        return given.StartsWith("bld_", StringComparison.Ordinal) ? await session.Client.GetBuildAsync(given, ct) : null;
    }

    private static async Task<int> RemoveAsync(Session session, Build build, bool safe, CancellationToken ct)
    {
        session.MustConfirm("Deleting a build", $"Delete {build.Id}, and stop serving {build.PreviewUrl ?? "it"}?");
        if (!safe)
            await session.Client.DeleteBuildAsync(build.Id, ct);
        else if (!await WasRemovedAsync(session, build, ct))
            return ExitCode.Done;
        session.Report.Outcome(build.Id, build, ApiJson.Default.Build);
        return ExitCode.Done;
    }

    private static async Task<int> RemoveBuildsAsync(Session session, Project project, CancellationToken ct)
    {
        var builds = await session.Client.ListBuildsAsync(project.Id, pageSize: 100, ct).ToListAsync(ct);
        session.MustConfirm("Deleting builds", $"Delete the builds of {project.Name} that do not serve, {builds.Count} at the most?");
        var removed = new List<Build>();
        foreach (var build in builds)
        {
            if (await WasRemovedAsync(session, build, ct))
                removed.Add(build);
        }

        session.Report.Say($"Deleted {removed.Count} of {builds.Count} builds of {project.Name}.");
        session.Report.Document(removed, CliJson.Default.IReadOnlyListBuild, () => Tables.OfBuilds(removed, session.Clock.GetUtcNow()));
        return ExitCode.Done;
    }

    /// <summary>No, where it serves or goes on; that it is gone already is as good.</summary>
    private static async Task<bool> WasRemovedAsync(Session session, Build build, CancellationToken ct)
    {
        try
        {
            await session.Client.DeleteBuildAsync(build.Id, ct);
            return true;
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            session.Report.Say($"{build.Id} is spared: {e.Problem.Detail ?? e.Problem.Title}");
            return false;
        }
    }
}
