using System.CommandLine;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static class LsVerb
{
    private const int NewestBuilds = 20;

    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string?>("project") { Description = "Show the builds of this project.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("ls", "List the projects, or the newest builds of one.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            if (parse.GetValue(name) is { } project)
                await ListBuildsAsync(session, project, ct);
            else
                await ListProjectsAsync(session, ct);
            return ExitCode.Done;
        });
        return command;
    }

    public static async Task ListProjectsAsync(Session session, CancellationToken ct)
    {
        var projects = await session.Client.ListProjectsAsync(ct).ToListAsync(ct);
        if (projects.Count == 0)
            session.Report.Say("There is no project yet. ./minivercel deploy makes one of a folder.");
        session.Report.Document(projects, CliJson.Default.IReadOnlyListProject, () => Tables.OfProjects(projects, session.Clock.GetUtcNow()));
    }

    private static async Task ListBuildsAsync(Session session, string name, CancellationToken ct)
    {
        var project = await ProjectLookup.FindAsync(session, name, ct);
        var builds = await session.Client.ListBuildsAsync(project.Id, NewestBuilds, ct).Take(NewestBuilds).ToListAsync(ct);
        if (builds.Count == 0)
            session.Report.Say($"{project.Name} has no build yet.");
        session.Report.Document(builds, CliJson.Default.IReadOnlyListBuild, () => Tables.OfBuilds(builds, session.Clock.GetUtcNow()));
    }
}
