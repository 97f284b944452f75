using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class ProjectsTransferVerb
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("project") { Description = "The project." };
        var team = new Argument<string>("team") { Description = "Another team of yours, by its id or its name." };
        var command = new Command("transfer", "Give a project to another team, with all that it has.") { name, team };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(name), ct);
            var to = await TeamOfAsync(session, parse.GetValue(team)!, ct);
            session.MustConfirm("Giving a project away", $"Give {project.Name} to the team {to.Name}? Whoever is not in it loses the project.");
            project = await session.Client.TransferProjectAsync(project.Id, to.Id, ct);
            session.Report.Say($"{project.Name} is {to.Name}'s from now on.");
            session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Two teams may have one name: then it takes the id.</summary>
    private static async Task<Team> TeamOfAsync(Session session, string given, CancellationToken ct)
    {
        var account = await session.Client.GetAccountAsync(ct);
        return account.Teams.Where(t => t.Id == given || t.Name == given).ToList() switch
        {
            [var team] => team,
            [] => throw new UsageException($"You are in no team \"{given}\". ./minivercel whoami --json shows yours."),
            _ => throw new UsageException($"Several of your teams are called \"{given}\". Give the id: ./minivercel whoami --json shows it."),
        };
    }
}
