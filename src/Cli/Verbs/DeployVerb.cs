using System.CommandLine;
using System.Text.RegularExpressions;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;

namespace MiniVercel.Cli.Verbs;

internal static partial class DeployVerb
{
    public static Command Create(CommonOptions options)
    {
        var source = new Argument<string>("path") { Description = "The folder to deploy, or a Git repository's address.", DefaultValueFactory = _ => "." };
        var production = new Option<bool>("--prod") { Description = "Make it the production deployment (the first one always is)." };
        var name = new Option<string?>("--name") { Description = "The project's name (else the folder's)." };
        var noWait = new Option<bool>("--no-wait") { Description = "Return as soon as the build is accepted." };
        var gitRef = new Option<string?>("--ref") { Description = "The repository's branch, tag or commit (else the project's branch)." };
        var force = new Option<bool>("--force") { Description = "Build anew, without the cache." };

        var command = new Command("deploy", "Deploy a folder or a Git repository, and print its URL.") { source, production, name, gitRef, noWait, force };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var given = parse.GetValue(source)!;
            var folder = FolderOf(given, session.Folder);
            if (folder is not null && parse.GetValue(gitRef) is not null)
                throw new UsageException("--ref is for a repository's address; a folder is deployed as it is.");
            var outcome = await new DeployRun(session).DeployAsync(
                new DeployRequest
                {
                    Folder = folder,
                    GitUrl = folder is null ? given : null,
                    Ref = parse.GetValue(gitRef),
                    ProjectName = parse.GetValue(name) is { } wanted ? ProjectName.Given(wanted)
                        : folder is null ? ProjectName.OfRepository(given)
                        : ProjectName.OfFolder(folder),
                    MayBeLinked = parse.GetValue(name) is null,
                    Production = parse.GetValue(production),
                    Force = parse.GetValue(force),
                    Wait = !parse.GetValue(noWait),
                },
                ct);
            return Tell(outcome, session.Report);
        });
        return command;
    }

    public static int Tell(DeployOutcome outcome, Report report)
    {
        report.Outcome(outcome.Url ?? (outcome.Failure is null ? outcome.Build.Id : null), outcome, CliJson.Default.DeployOutcome);
        if (outcome.Failure is null)
            return ExitCode.Done;
        report.Complain(outcome.Failure);
        return ExitCode.Failed;
    }

    /// <summary>The folder that is meant; none where it is a repository's address.</summary>
    private static string? FolderOf(string given, string cwd)
    {
        var path = Path.GetFullPath(given, cwd);
        if (Directory.Exists(path))
            return path;
        if (GitUrl.IsMatch(given))
            return null;
        throw new UsageException(File.Exists(path)
            ? $"{path} is a file. Give the folder that it is in."
            : $"There is no folder {path}. Give one that exists.");
    }

    // With a scheme, or the way of scp: git@github.com:owner/name.git
    [GeneratedRegex(@"\A(?:[a-z][a-z+]*://|[\w.-]+@[\w.-]+:)\S+\z", RegexOptions.IgnoreCase)]
    private static partial Regex GitUrl { get; }
}
