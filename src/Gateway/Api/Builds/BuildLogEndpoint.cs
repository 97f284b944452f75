using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Logs;
using MiniVercel.Gateway.Live;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Gateway.Api.Builds;

/// <summary>The log of a build, until it has ended.</summary>
internal static class BuildLogEndpoint
{
    public static async Task Get(HttpContext context, string id, BuildQueries builds, BuildLogStore logs, LogFeeds feeds)
    {
        var team = context.Caller().Team;
        if (await builds.Find(team, id, context.RequestAborted) is null)
        {
            await Problems.NotFound("build").ExecuteAsync(context);
            return;
        }

        var build = new BuildId(id);
        await LogForms.Write(
            context,
            (after, limit, cancellationToken) => logs.Read(build, after, limit, cancellationToken),
            after => feeds.FollowBuild(team, build, after, context.RequestAborted));
    }
}
