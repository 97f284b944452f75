using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Cli.Variables;

namespace MiniVercel.Cli.Verbs;

internal static class EnvPullVerb
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Create(CommonOptions options, Option<string?> projectOption)
    {
        var file = new Argument<string>("file") { Description = "The file to write; - prints.", DefaultValueFactory = _ => ".env.local" };
        var target = new Option<string>("--target") { Description = "Whose values: production or preview.", DefaultValueFactory = _ => "preview" };
        target.AcceptOnlyFromAmong("production", "preview");
        var command = new Command("pull", "Write the variables with their values to a .env file. Only owners may, and the server notes it.") { file, target };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var (name, wanted) = (parse.GetValue(file)!, parse.GetValue(target)!);
            var path = Path.GetFullPath(name, session.Folder);
            if (name != "-" && File.Exists(path) && !session.SaidYes && !(session.CanAsk && session.Confirms($"Write over {name}?")))
                throw new CommandFailedException($"{name} is there already. Say --yes to write over it.");

            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var variables = await session.Client.ListVariablesAsync(project.Id, reveal: true, ct).Where(v => v.Target.Contains(wanted)).ToListAsync(ct);
            var block = EnvBlock.Format(variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => KeyValuePair.Create(v.Key, v.Value)));
            if (name == "-")
            {
                session.Report.Print(block);
                return ExitCode.Done;
            }

            Write(path, block);
            session.Report.Say($"Wrote {variables.Count} of {project.Name}'s {wanted} variables to {name}. Keep it out of the repository.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Closed to others from its first moment, and there whole or not at all.</summary>
    private static void Write(string path, string block)
    {
        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            var mode = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OperatingSystem.IsWindows() ? null : OwnerOnly };
            using (var writer = new StreamWriter(draft, mode))
                writer.Write(block);
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
