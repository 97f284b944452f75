using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Api.Logs;
using MiniVercel.Gateway.Live;
using MiniVercel.Platform.Apps;

namespace MiniVercel.Gateway.Api.Deployments;

/// <summary>What the app of a deployment prints. A preview has no deployment: its app goes by its build, as it does in `x-mv-deployment`.</summary>
internal static class RuntimeLogEndpoint
{
    public static async Task Get(
        HttpContext context, string id, DeploymentQueries deployments, BuildQueries builds, AppLogStore logs, LogFeeds feeds)
    {
        var team = context.Caller().Team;
        if (await deployments.Find(team, id, context.RequestAborted) is null && await builds.Find(team, id, context.RequestAborted) is null)
        {
            await Problems.NotFound("deployment").ExecuteAsync(context);
            return;
        }

        await LogForms.Write(
            context,
            (after, limit, cancellationToken) => logs.Read(id, after, limit, cancellationToken),
            after => feeds.FollowApp(id, after, context.RequestAborted));
    }
}
