using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Webhooks;

/// <summary>What a Git host has to know to speak for a project's repository: an address, and a secret that is shown once.</summary>
internal static class WebhookEndpoints
{
    private const string Prefix = "mvw_";
    public static readonly string[] Events = ["push", "pull_request"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/webhook", Get).Gives<WebhookAnswer>();
        api.MapPut("/projects/{id}/webhook", Put).Gives<WebhookAnswer>();
        api.MapDelete("/projects/{id}/webhook", Delete).GivesNothing();
        api.MapGet("/projects/{id}/webhook/reports", Reports).Gives<Page<ReportAnswer>>();
    }

    public static string NewSecret() => SecretToken.New(Prefix);

    /// <summary>Each project has its own: a Git host takes an address only once for a repository, and its projects have a secret each.</summary>
    public static string PayloadUrl(SiteAddresses addresses, string project) => $"{addresses.DashboardUrl}/api{GitHubEndpoint.Path}?project={project}";

    private static async Task<IResult> Get(HttpContext context, string id, WebhookSecrets webhooks, SiteAddresses addresses) =>
        await webhooks.Find(context.Caller().Team, new ProjectId(id), context.RequestAborted) is { } since
            ? Shown(addresses, id, since, null)
            : Problems.NotFound("webhook");

    /// <summary>Another one than before: whoever signs by the old one is not heard any more.</summary>
    private static async Task<IResult> Put(HttpContext context, string id, ProjectQueries projects, WebhookSecrets webhooks, SiteAddresses addresses)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");
        var secret = NewSecret();
        await webhooks.Keep(team, new ProjectId(id), secret, context.RequestAborted);
        return Shown(addresses, id, (await webhooks.Find(team, new ProjectId(id), context.RequestAborted))!.Value, secret);
    }

    private static async Task<IResult> Delete(HttpContext context, string id, WebhookSecrets webhooks) =>
        await webhooks.Forget(context.Caller().Team, new ProjectId(id), context.RequestAborted) ? Results.NoContent() : Problems.NotFound("webhook");

    /// <summary>What GitHub was told of the project, and what it could not be told, with the reason.</summary>
    private static async Task<IResult> Reports(HttpContext context, string id, ProjectQueries projects, GitReports reports)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");
        var list = await reports.List(team, new ProjectId(id), Paging.Most, context.RequestAborted);
        return Results.Ok(new Page<ReportAnswer>(
            [
                .. list.Select(r => new ReportAnswer(
                    r.Kind, r.Subject, r.BuildId, r.Told, r.Tries, r.Error, r.DeadAt is not null ? "dead" : r.WakeAt is not null ? "waiting" : "told")),
            ], null));
    }

    private static IResult Shown(SiteAddresses addresses, string project, DateTime since, string? secret) => Results.Ok(
        new WebhookAnswer(PayloadUrl(addresses, project), Description.Json, Events, secret, StateJson.Time(since)));
}
