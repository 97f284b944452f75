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
            // Unlike a rollback, this cannot be undone: silence is no yes.
            if (!session.CanAsk && !session.SaidYes)
                throw new UsageException("Deleting a project asks first, and there is no terminal to ask on. Say --yes.");

            var project = await ProjectLookup.FindAsync(session, parse.GetValue(name), ct);
            if (!session.Confirms($"Delete {project.Name}, its builds and deployments, and stop serving {project.ProductionUrl ?? "it"}?"))
                throw new CommandFailedException("Nothing was changed.");
            await session.Client.DeleteProjectAsync(project.Id, ct);
            session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
            return ExitCode.Done;
        });
        return command;
    }
}
