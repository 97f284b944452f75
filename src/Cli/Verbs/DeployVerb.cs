using System.CommandLine;
using System.Text.RegularExpressions;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static partial class DeployVerb
{
    public static Command Create(CommonOptions options)
    {
        var source = new Argument<string>("path") { Description = "A folder, or the URL of a Git repository.", DefaultValueFactory = _ => "." };
        var production = new Option<bool>("--prod") { Description = "Make it the production deployment (the first one always is)." };
        var name = new Option<string?>("--name") { Description = "The project's name (else the folder's)." };
        var noWait = new Option<bool>("--no-wait") { Description = "Return as soon as the build is accepted." };
        var force = new Option<bool>("--force") { Description = "Build anew, without the cache." };

        var command = new Command("deploy", "Deploy a folder or a Git repository, and print its URL.") { source, production, name, noWait, force };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var deployed = SourceOf(parse.GetValue(source)!, session.Folder);
            var outcome = await new DeployRun(session).DeployAsync(
                new DeployRequest
                {
                    Source = deployed,
                    ProjectName = parse.GetValue(name) is { } given ? ProjectName.Given(given) : NameOf(deployed),
                    Production = parse.GetValue(production),
                    Force = parse.GetValue(force),
                    Wait = !parse.GetValue(noWait),
                },
                ct);
            return Tell(outcome, session.Report);
        });
        return command;
    }

    private static int Tell(DeployOutcome outcome, Report report)
    {
        report.Outcome(outcome.Url ?? (outcome.Failure is null ? outcome.Build.Id : null), outcome, CliJson.Default.DeployOutcome);
        if (outcome.Failure is null)
            return ExitCode.Done;
        report.Complain(outcome.Failure);
        return ExitCode.Failed;
    }

    private static string NameOf(DeploySource source) => source switch
    {
        DeploySource.Repository repository => ProjectName.OfRepository(repository.GitUrl),
        DeploySource.Folder folder => ProjectName.OfFolder(folder.Path),
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    private static DeploySource SourceOf(string given, string cwd)
    {
        var path = Path.GetFullPath(given, cwd);
        if (Directory.Exists(path))
            return new DeploySource.Folder(path);
        if (GitUrl.IsMatch(given))
            return new DeploySource.Repository(given);
        throw new UsageException(File.Exists(path)
            ? $"{path} is a file. Give the folder that it is in."
            : $"There is no folder {path}. Give one that exists, or the URL of a Git repository.");
    }

    // With a scheme, or the way of scp: git@github.com:owner/name.git
    [GeneratedRegex(@"\A(?:[a-z][a-z+]*://|[\w.-]+@[\w.-]+:)\S+\z", RegexOptions.IgnoreCase)]
    private static partial Regex GitUrl { get; }
}
