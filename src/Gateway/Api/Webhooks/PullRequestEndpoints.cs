using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <summary>The pull requests that were told of. One from a fork is built when somebody of the project has looked at it.</summary>
internal static class PullRequestEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/pull-requests", List).Gives<Page<PullAnswer>>();
        api.MapPost("/projects/{id}/pull-requests/{number}/approve", Approve).Takes<PullApprovalBody>(isOptional: true).Gives<PullAnswer>(202);
    }

    private static async Task<IResult> List(HttpContext context, string id, ProjectQueries projects, GitHeads heads)
    {
        var team = context.Caller().Team;
        return await projects.Find(team, id, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : Results.Ok(new Page<PullAnswer>([.. (await heads.Pulls(team, new ProjectId(id), Paging.Most, context.RequestAborted)).Select(Shown)], null));
    }

    private static async Task<IResult> Approve(
        HttpContext context, string id, string number, ProjectQueries projects, GitHeads heads, Doorbells doorbells)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");
        var fields = await Fields.Read(context.Request, mayBeEmpty: true);
        var commit = fields.Text("commit_sha", null, Rules.CommitSha);
        fields.ThrowIfRefused();
        var project = new ProjectId(id);
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            || await Find(heads, team, project, which, context.RequestAborted) is null)
        {
            return Problems.NotFound("pull request");
        }

        if (!await heads.Approve(team, project, which, commit, context.RequestAborted))
            return Problems.Of(409, "Nothing waits", "The pull request does not wait to be approved, or another commit of it does.");
        await doorbells.Ring(Doorbell.Heads);
        return Results.Accepted(null, Shown((await Find(heads, team, project, which, context.RequestAborted))!));
    }

    private static async Task<PullView?> Find(GitHeads heads, TeamId team, ProjectId project, int number, CancellationToken cancellationToken) =>
        (await heads.Pulls(team, project, Paging.Most, cancellationToken)).FirstOrDefault(p => p.Number == number);

    private static PullAnswer Shown(PullView pull)
    {
        var status = pull.Wish switch
        {
            "hold" => "held",
            "skip" => "skipped",
            "remove" => "removed",
            _ => "building",
        };
        return new PullAnswer(
            pull.Number, pull.Title, pull.Author, pull.Branch, pull.CommitSha, pull.IsOpen, pull.IsForeign, status, pull.Wish == "build" ? pull.BuildId : null);
    }
}
