using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class InspectVerb
{
    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string>("build|deployment|project") { Description = "A build (bld_…), a deployment (dpl_…) or a project." };
        var command = new Command("inspect", "Show all there is to know about one build, deployment or project.") { what };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(what)!;
            if (given.StartsWith("bld_", StringComparison.Ordinal))
                Show(session.Report, await session.Client.GetBuildAsync(given, ct));
            else if (given.StartsWith("dpl_", StringComparison.Ordinal))
                Show(session.Report, await session.Client.GetDeploymentAsync(given, ct));
            else
                Show(session.Report, await ProjectLookup.FindAsync(session, given, ct));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(Report report, Build build) => report.Document(build, ApiJson.Default.Build, () => Tables.OfFacts(
        ("Build", build.Id),
        ("Project", build.ProjectId),
        ("Status", build.Status),
        ("Reason", build.Reason),
        ("Step", build.Step),
        ("Attempt", build.Attempt),
        ("Branch", build.Branch),
        ("Commit", build.CommitSha),
        ("Message", build.Message),
        ("Author", build.Author),
        ("Changed", ChangedBy(build)),
        ("Variables", build.Environment is { Keys.Count: > 0 } seen ? $"{string.Join(", ", seen.Keys)} (fingerprint {seen.Fingerprint})" : null),
        ("Artifact", build.ArtifactId),
        ("Preview", build.PreviewUrl),
        ("Created", build.CreatedAt),
        ("Started", build.StartedAt),
        ("Completed", build.CompletedAt),
        ("Duration", build.DurationMs is { } ms ? Ages.Of(TimeSpan.FromMilliseconds(ms)) : null)));

    private static string? ChangedBy(Build build)
    {
        const int enough = 5;
        return build.ChangedPaths is not { Count: > 0 } paths
            ? null
            : string.Join(", ", paths.Take(enough)) + (build.ChangedCount > enough ? $" and {build.ChangedCount - enough} more" : "");
    }

    private static void Show(Report report, Deployment deployment) => report.Document(deployment, ApiJson.Default.Deployment, () => Tables.OfFacts(
        ("Deployment", deployment.Id),
        ("Project", deployment.ProjectId),
        ("Build", deployment.BuildId),
        ("Status", deployment.Status),
        ("Reason", deployment.Reason),
        ("Rollback", deployment.IsRollback ? "yes" : "no"),
        ("Created", deployment.CreatedAt),
        ("Activated", deployment.ActivatedAt)));

    private static void Show(Report report, Project project) => report.Document(project, ApiJson.Default.Project, () => Tables.OfFacts(
        ("Project", project.Name),
        ("Id", project.Id),
        ("Team", project.TeamId),
        ("URL", project.ProductionUrl),
        ("Domain", project.Domain),
        ("Active", project.ActiveDeploymentId),
        ("Repository", project.GitUrl),
        ("Branch", project.Branch),
        ("Root", project.RootDirectory),
        ("Preset", project.AppType),
        ("Install", project.InstallCommand),
        ("Build", project.BuildCommand),
        ("Output", project.OutputDirectory),
        ("Created", project.CreatedAt),
        ("Updated", project.UpdatedAt)));
}
