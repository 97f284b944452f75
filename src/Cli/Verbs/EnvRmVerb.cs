using System.CommandLine;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static class EnvRmVerb
{
    public static Command Create(CommonOptions options, Option<string?> projectOption)
    {
        var key = new Argument<string>("key") { Description = "The variable to remove." };
        var target = new Option<string?>("--target") { Description = "Which one, where production and preview have different values." };
        var command = new Command("rm", "Remove a variable.") { key, target };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var name = parse.GetValue(key)!;
            session.MustConfirm("Removing a variable", $"Remove {name} from {project.Name}? Its value cannot be brought back.");
            await session.Client.DeleteVariableAsync(project.Id, name, parse.GetValue(target), ct);
            session.Report.Say($"{project.Name} has {name} no more from its next build on.");
            return ExitCode.Done;
        });
        return command;
    }
}
