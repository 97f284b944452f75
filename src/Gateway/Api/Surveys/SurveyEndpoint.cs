using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Builds;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;
using MiniVercel.Projects;
using MiniVercel.Surveys;

namespace MiniVercel.Gateway.Api.Surveys;

/// <summary>Says what a repository would be built by, before there is a project of it.</summary>
internal static class SurveyEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/survey", Look)
        .Needs(Right.Deploy).Asks("git_url", "branch", "root_directory", "team_id").Gives<SurveyAnswer>();

    private static async Task<IResult> Look(HttpContext context, IGrainFactory grains, GitDoor door, TimeProvider clock)
    {
        var (team, query) = (context.Caller().Team, context.Request.Query);
        var url = Asked("git_url", GitAddress.Complaint) ?? throw new InvalidInputException("git_url", "It is required.");
        if (await door.Complaint(url, context.RequestAborted) is { } closed)
            throw new InvalidInputException("git_url", closed);
        var order = OrderOf(team, url, Asked("branch", GitRef.Complaint), Asked("root_directory", Rules.RelativePath), clock);
        return await grains.GetGrain<ISurveyGrain>(team.Value).Of(order) switch
        {
            Survey.Seen seen => Results.Ok(SurveyAnswer.Of(seen)),
            Survey.Unfit { Reason: BuildReason.RootDirectoryMissing } unfit => throw new InvalidInputException("root_directory", unfit.Why),
            Survey.Unfit unfit => throw new InvalidInputException("git_url", unfit.Why),
            Survey.NotNow wait => throw new TimeoutException(wait.Why),
            var other => throw new InvalidOperationException($"No such survey: {other}."),
        };

        string? Asked(string name, Func<string, string?> check)
        {
            var text = query[name].ToString();
            if (text.Length == 0)
                return null;
            return check(text) is { } wrong ? throw new InvalidInputException(name, wrong) : text;
        }
    }

    /// <summary>The build that a new project's first one would be, as somebody asks for it who has no key to the repository yet.</summary>
    private static BuildOrder OrderOf(TeamId team, string url, string? branch, string? rootDirectory, TimeProvider clock) => new(
        team, NewId.Of<ProjectId>(clock), "", Upload: null, Production: false, Force: false, branch ?? ProjectSettings.DefaultBranch, CommitSha: null,
        rootDirectory, InstallCommand: null, BuildCommand: null, OutputDirectory: null, AppType: null,
        new GitOrder(url, OrDefault: branch is null, Submodules: false, Lfs: false), IsForeign: true);
}
