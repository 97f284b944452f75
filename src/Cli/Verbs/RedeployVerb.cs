using System.CommandLine;
using System.Text.RegularExpressions;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static partial class RedeployVerb
{
    public static Command Create(CommonOptions options)
    {
        var what = new Argument<string?>("build|deployment|project")
        {
            Description = "A build (bld_…), a deployment (dpl_…) whose build is meant, or a project whose newest build is (else the folder's).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var production = new Option<bool>("--prod") { Description = "Build it for production, whatever it was built for." };
        var noWait = new Option<bool>("--no-wait") { Description = "Return as soon as the build is accepted." };
        var force = new Option<bool>("--force") { Description = "Build anew, without the cache." };
        var command = new Command("redeploy", "Build the same source again, with today's settings and variables, and print its URL.") { what, production, noWait, force };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var build = await BuildOfAsync(session, parse.GetValue(what), ct);
            var project = await session.Client.GetProjectAsync(build.ProjectId, ct);
            var wanted = SourceOf(build) with
            {
                Production = parse.GetValue(production) || build.Production,
                Force = parse.GetValue(force) ? true : null,
            };
            session.Report.Say($"Building {build.Id} of {project.Name} once more");
            return DeployVerb.Tell(await new DeployRun(session).BuildAsync(project, wanted, wait: !parse.GetValue(noWait), ct), session.Report);
        });
        return command;
    }

    private static async Task<Build> BuildOfAsync(Session session, string? given, CancellationToken ct)
    {
        if (given?.StartsWith("bld_", StringComparison.Ordinal) == true)
            return await session.Client.GetBuildAsync(given, ct);
        if (given?.StartsWith("dpl_", StringComparison.Ordinal) == true)
            return await session.Client.GetBuildAsync((await session.Client.GetDeploymentAsync(given, ct)).BuildId, ct);
        var project = await ProjectLookup.FindAsync(session, given, ct);
        return await session.Client.ListBuildsAsync(project.Id, pageSize: 1, ct).FirstOrDefaultAsync(ct)
            ?? throw new CommandFailedException($"{project.Name} has no build yet. ./minivercel deploy makes one.");
    }

    /// <summary>The files that were sent, or that very commit. One that never came as far as knowing its commit is looked for by its branch.</summary>
    private static NewBuild SourceOf(Build build)
    {
        // What comes from a stranger's repository is built without the project's secrets, which only its approval sees to.
        if (build.Branch is { } branch && OfPullRequest.IsMatch(branch))
            throw new CommandFailedException($"{build.Id} is of the pull request {branch[(branch.IndexOf('/') + 1)..]}: it is built again when its head moves.");
        return build.UploadId is { } upload
            ? new NewBuild { UploadId = upload, Ref = build.Branch }
            : new NewBuild { CommitSha = build.CommitSha, Ref = build.Branch };
    }

    [GeneratedRegex(@"\Apull/[0-9]+\z")]
    private static partial Regex OfPullRequest { get; }
}
