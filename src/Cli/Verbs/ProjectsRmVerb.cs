using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class ProjectsRmVerb
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("name") { Description = "The project to delete." };
        var command = new Command("rm", "Delete a project with all its builds and deployments.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            return await RemoveAsync(session, await ProjectLookup.FindAsync(session, parse.GetValue(name), ct), ct);
        });
        return command;
    }

    public static async Task<int> RemoveAsync(Session session, Project project, CancellationToken ct)
    {
        session.MustConfirm("Deleting a project", $"Delete {project.Name}, its builds and deployments, and stop serving {project.ProductionUrl ?? "it"}?");
        await session.Client.DeleteProjectAsync(project.Id, ct);
        session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
        return ExitCode.Done;
    }
}
