using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Cli.Variables;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class EnvAddVerb
{
    /// <summary>More than a server takes, so that it is the server that says what is too much.</summary>
    private const int LargestBlock = 1 << 20;

    public static Command Create(CommonOptions options, Option<string?> projectOption)
    {
        var key = new Argument<string?>("key") { Description = "Its name, or KEY=value.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--file", "-f") { Description = "Add every variable of this .env file; - reads it from the input." };
        var target = new Option<string[]>("--target") { Description = "production or preview; both unless said." };
        var scope = new Option<string?>("--scope") { Description = "build, runtime or both." };
        var force = new Option<bool>("--force") { Description = "Take the place of what is there." };

        var command = new Command("add", "Add a variable, its value asked for or read from the input; or all of a .env file.") { key, file, target, scope, force };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var pairs = Read(session, parse.GetValue(key), parse.GetValue(file));
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(projectOption), ct);
            var wanted = new NewVariables
            {
                Variables = [.. pairs.Select(p => new NewVariable
                {
                    Key = p.Key,
                    Value = p.Value,
                    Target = parse.GetValue(target) is { Length: > 0 } targets ? [.. targets.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries))] : null,
                    Scope = parse.GetValue(scope),
                })],
                Replace = parse.GetValue(force),
            };
            var added = await session.Client.AddVariablesAsync(project.Id, wanted, ct);
            session.Report.Say(added.Count == 1 ? $"{project.Name} has {added[0].Key} from its next build on." : $"{project.Name} has {added.Count} variables from its next build on.");
            session.Report.Document(added, CliJson.Default.IReadOnlyListVariable, () => Tables.OfVariables(added, session.Clock.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Read(Session session, string? key, string? file) => (key, file) switch
    {
        (null, null) => throw new UsageException("Name a variable, or a file of them with --file."),
        (not null, not null) => throw new UsageException("Give either a variable or --file, not both."),
        (null, "-") => Block(session.ReadInput(LargestBlock), "the input"),
        (null, { } path) => Block(ReadFile(Path.GetFullPath(path, session.Folder)), path),
        ({ } pair, null) when pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at => [KeyValuePair.Create(pair[..at], pair[(at + 1)..])],
        ({ } name, null) => [KeyValuePair.Create(name, session.AskSecret($"Value of {name}: ", LargestBlock))],
    };

    private static IReadOnlyList<KeyValuePair<string, string>> Block(string text, string where) => EnvBlock.Parse(text) is { Count: > 0 } pairs
        ? pairs
        : throw new UsageException($"There is no variable in {where}.");

    private static string ReadFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new UsageException($"There is no file {path}.");
        return file.Length <= LargestBlock ? File.ReadAllText(path) : throw new UsageException($"{path} is larger than {LargestBlock} bytes.");
    }
}
