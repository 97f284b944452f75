using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class LinkVerb
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string?>("project") { Description = "The project (else the one named like the folder).", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("link", "Have this folder stand for a project, whatever either is called. The link is in .minivercel/project.json.") { name };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(name) ?? ProjectName.OfFolder(session.Folder), ct);
            new ProjectLink { Server = session.Client.Server, ProjectId = project.Id }.WriteInto(session.Folder);
            session.Report.Say($"{session.Folder} is linked to {project.Name} at {session.Client.Server}.");
            session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
            return ExitCode.Done;
        });
        return command;
    }
}
