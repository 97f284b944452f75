using System.CommandLine;
using System.Text.RegularExpressions;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static partial class DeployVerb
{
    public static Command Create(CommonOptions options)
    {
        var source = new Argument<string>("path") { Description = "The folder to deploy.", DefaultValueFactory = _ => "." };
        var production = new Option<bool>("--prod") { Description = "Make it the production deployment (the first one always is)." };
        var name = new Option<string?>("--name") { Description = "The project's name (else the folder's)." };
        var noWait = new Option<bool>("--no-wait") { Description = "Return as soon as the build is accepted." };
        var force = new Option<bool>("--force") { Description = "Build anew, without the cache." };

        var command = new Command("deploy", "Deploy a folder, and print its URL.") { source, production, name, noWait, force };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var folder = FolderOf(parse.GetValue(source)!, session.Folder);
            var outcome = await new DeployRun(session).DeployAsync(
                new DeployRequest
                {
                    Folder = folder,
                    ProjectName = parse.GetValue(name) is { } given ? ProjectName.Given(given) : ProjectName.OfFolder(folder),
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

    private static string FolderOf(string given, string cwd)
    {
        var path = Path.GetFullPath(given, cwd);
        if (Directory.Exists(path))
            return path;
        throw new UsageException(GitUrl.IsMatch(given)
            ? $"Git repositories cannot be deployed yet, only folders. Clone it, and deploy the clone: git clone {given} site && ./minivercel deploy site"
            : File.Exists(path)
                ? $"{path} is a file. Give the folder that it is in."
                : $"There is no folder {path}. Give one that exists.");
    }

    // With a scheme, or the way of scp: git@github.com:owner/name.git
    [GeneratedRegex(@"\A(?:[a-z][a-z+]*://|[\w.-]+@[\w.-]+:)\S+\z", RegexOptions.IgnoreCase)]
    private static partial Regex GitUrl { get; }
}
