using System.CommandLine;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static class EnvLsVerb
{
    public static Command Create(CommonOptions options, Option<string?> projectOption)
    {
        var command = new Command("ls", "List the variables, without their values.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var variables = (await session.Client.ListVariablesAsync(project.Id, ct: ct).ToListAsync(ct)).OrderBy(v => v.Key, StringComparer.Ordinal).ToList();
            if (variables.Count == 0)
                session.Report.Say($"{project.Name} has no variables. ./minivercel env add KEY makes one.");
            session.Report.Document(variables, CliJson.Default.IReadOnlyListVariable, () => Tables.OfVariables(variables, session.Clock.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }
}
