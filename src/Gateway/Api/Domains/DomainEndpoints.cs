using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.Domains;
using MiniVercel.Platform.Routing;

namespace MiniVercel.Gateway.Api.Domains;

/// <summary>A project's custom domains. One is served as soon as it is verified; until then it is a claim that others may have as well.</summary>
internal static class DomainEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/domains", List).Gives<Page<DomainView>>();
        api.MapPost("/projects/{id}/domains", Add).Takes<NewDomainBody>().Gives<DomainView>(201);
        api.MapPost("/projects/{id}/domains/{name}/verify", Verify).Gives<DomainView>();
        api.MapDelete("/projects/{id}/domains/{name}", Remove).GivesNothing();
    }

    private static async Task<IResult> List(HttpContext context, string id, ProjectQueries projects, DomainStore domains, DomainViews views)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var all = await domains.List(team, new ProjectId(id), context.RequestAborted); // a project has few enough
        return Results.Ok(new Page<DomainView>([.. all.Select(views.Of)], null));
    }

    private static async Task<IResult> Add(
        HttpContext context, string id, ProjectQueries projects, DomainStore domains, DomainRules rules, TrustedDomains trusted,
        DomainViews views, Publication publication, TimeProvider clock)
    {
        var (team, project) = (context.Caller().Team, new ProjectId(id));
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var fields = await Fields.Read(context.Request);
        var field = !fields.Has("name") && fields.Has("domain") ? "domain" : "name";
        var given = fields.Text(field, null, text => rules.Complaint(DomainRules.Canonical(text)), required: true);
        fields.ThrowIfRefused();

        var name = DomainRules.Canonical(given!);
        switch (await domains.Add(context.NewId<DomainId>(clock), team, project, name, trusted.Has(name), context.RequestAborted))
        {
            case DomainAddition.Taken:
                return Problems.Of(
                    409, "Domain taken", $"This project has claimed {name} already, or another one has verified it; remove it there first.", field: field);
            case DomainAddition.TooMany:
                throw new InvalidInputException(field, $"A project has at most {DomainStore.Most} domains.");
            case DomainAddition.ProjectGone:
                return Problems.NotFound("project");
            default:
                await publication.ReachesNow(context.RequestAborted);
                return await Shown(context, id, name, domains, views, StatusCodes.Status201Created);
        }
    }

    /// <summary>Looks into the DNS now, and answers with what came of it.</summary>
    private static async Task<IResult> Verify(
        HttpContext context, string id, string name, DomainStore domains, DomainVerification verification, DomainLooks looks, DomainViews views)
    {
        var (team, project) = (context.Caller().Team, new ProjectId(id));
        name = DomainRules.Canonical(name);
        if (await domains.Find(team, project, name, context.RequestAborted) is not { } domain)
            return Problems.NotFound("domain");
        if (await verification.LookNow(domain, context.RequestAborted))
            return await Shown(context, id, name, domains, views, StatusCodes.Status200OK);

        var pause = Math.Ceiling(looks.BetweenWishes.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = pause;
        return Problems.Of(429, "Looked a moment ago", $"{name} was looked at a moment ago. Ask again in {pause} seconds.");
    }

    private static async Task<IResult> Remove(HttpContext context, string id, string name, DomainStore domains, Publication publication)
    {
        if (await domains.Find(context.Caller().Team, new ProjectId(id), DomainRules.Canonical(name), context.RequestAborted) is not { } before)
            return Problems.NotFound("domain");
        Auditing.Before(context, before);
        if (!await domains.Remove(context.Caller().Team, new ProjectId(id), DomainRules.Canonical(name), context.RequestAborted))
            return Problems.NotFound("domain");
        await publication.ReachesNow(context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> Shown(
        HttpContext context, string project, string name, DomainStore domains, DomainViews views, int status) =>
        await domains.Find(context.Caller().Team, new ProjectId(project), name, context.RequestAborted) is { } domain
            ? Results.Json(views.Of(domain), ApiJson.Options, statusCode: status)
            : Problems.NotFound("domain");
}
