using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Builds;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Git;
using MiniVercel.Projects;
using MiniVercel.Surveys;

namespace MiniVercel.Gateway.Api.Surveys;

/// <summary>Says what a repository or a folder would be built by, before there is a project of it.</summary>
internal static class SurveyEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/survey", OfRepository)
            .Needs(Right.Deploy).Asks("git_url", "branch", "root_directory", "from_github", "team_id").Gives<SurveyAnswer>();
        api.MapPost("/survey", OfFolder).ChangesNothing().WithMetadata(new RequestSizeLimitAttribute(SketchInput.LargestSketch))
            .Needs(Right.Deploy).Asks("team_id").Takes<SurveyBody>().Gives<SurveyAnswer>();
    }

    private static async Task<IResult> OfRepository(
        HttpContext context, IGrainFactory grains, GitDoor door, GitHubSettings github, Identities identities, TravellingCredentials travelling, TimeProvider clock)
    {
        var (team, query) = (context.Caller().Team, context.Request.Query);
        var url = Asked("git_url", GitAddress.Complaint) ?? throw new InvalidInputException("git_url", "It is required.");
        if (await door.Complaint(url, context.RequestAborted) is { } closed)
            throw new InvalidInputException("git_url", closed);
        var (branch, root) = (Asked("branch", GitRef.Complaint), Asked("root_directory", Rules.RelativePath));
        var key = query.Flag("from_github")
            ? travelling.Seal(team, await FromGitHub.Credential(context, url, github, identities))
            : null;
        var build = BuildOf(team, root, clock) with
        {
            Branch = branch ?? ProjectSettings.DefaultBranch,
            Git = new GitOrder(url, OrDefault: branch is null, Submodules: false, Lfs: false),
        };
        return Answer(await grains.GetGrain<ISurveyGrain>(team.Value).Of(new SurveyOrder(build, key)), source: "git_url");

        string? Asked(string name, Func<string, string?> check)
        {
            var text = query[name].ToString();
            if (text.Length == 0)
                return null;
            return check(text) is { } wrong ? throw new InvalidInputException(name, wrong) : text;
        }
    }

    private static async Task<IResult> OfFolder(HttpContext context, IGrainFactory grains, TimeProvider clock)
    {
        var team = context.Caller().Team;
        var fields = await Fields.Read(context.Request);
        var root = fields.Text("root_directory", null, Rules.RelativePath);
        var files = SketchInput.Read(fields);
        var order = new SurveyOrder(BuildOf(team, root, clock), Folder: files);
        return Answer(await grains.GetGrain<ISurveyGrain>(team.Value).Of(order), source: "files");
    }

    private static IResult Answer(Survey survey, string source) => survey switch
    {
        Survey.Seen seen => Results.Ok(SurveyAnswer.Of(seen)),
        Survey.Unfit { Reason: BuildReason.RootDirectoryMissing } unfit => throw new InvalidInputException("root_directory", unfit.Why),
        Survey.Unfit unfit => throw new InvalidInputException(source, unfit.Why),
        Survey.NotNow wait => throw new TimeoutException(wait.Why),
        var other => throw new InvalidOperationException($"No such survey: {other}."),
    };

    /// <summary>The build that a new project's first one would be.</summary>
    private static BuildOrder BuildOf(TeamId team, string? rootDirectory, TimeProvider clock) => new(
        team, NewId.Of<ProjectId>(clock), "", Upload: null, Production: false, Force: false, ProjectSettings.DefaultBranch, CommitSha: null,
        rootDirectory, InstallCommand: null, BuildCommand: null, OutputDirectory: null, AppType: null);
}
