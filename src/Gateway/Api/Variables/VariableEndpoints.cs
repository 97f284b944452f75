using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Variables;

namespace MiniVercel.Gateway.Api.Variables;

/// <summary>A project's environment variables.</summary>
internal static class VariableEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/env", List).GivesPage<VariableView>("reveal");
        api.MapPost("/projects/{id}/env", Add).Takes<AddVariablesBody>().GivesOneOrMore<VariableView>(201);
        api.MapPut("/projects/{id}/env/{key}", Change).Takes<VariableBody>().Heeds(VariableInput.Seen).Gives<VariableView>().Asks("target");
        api.MapDelete("/projects/{id}/env/{key}", Remove).Heeds(VariableInput.Seen).GivesNothing().Asks("target");
    }

    private static async Task<IResult> List(
        HttpContext context, string id, ProjectQueries projects, VariableStore variables, AuditStore audits, TimeProvider clock)
    {
        var caller = context.Caller();
        if (await projects.Find(caller.Team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var (paging, reveal) = (Paging.Of(context.Request), context.Request.Query.Flag("reveal"));
        if (reveal && !caller.IsOwner)
            return Problems.Of(403, "Not allowed", "Only an owner of the team may see values: use an administrator's token.");

        var project = new ProjectId(id);
        var page = VariableViews.Part(await variables.List(caller.Team, project, context.RequestAborted), paging);
        if (!reveal)
            return Shown(page, _ => VariableViews.Masked);

        context.Response.Headers.CacheControl = "no-store";
        await audits.Write(
            new Audit(NewId.Of<AuditId>(clock), caller.Team, caller.Name, "env.reveal", id, string.Join(' ', page.Items.Select(v => v.Key))), context.RequestAborted);
        var values = await variables.Open(caller.Team, project, page.Items.Select(v => v.Id), context.RequestAborted);
        // One that was removed meanwhile has no value to show.
        return Shown(page with { Items = [.. page.Items.Where(v => values.ContainsKey(v.Id))] }, v => values[v.Id]);
    }

    private static async Task<IResult> Add(
        HttpContext context, string id, ProjectQueries projects, VariableStore variables, ReservedNames reserved, TimeProvider clock)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var fields = await Fields.Read(context.Request);
        var replace = fields.Flag("replace", otherwise: false);
        var wanted = VariableInput.ReadNew(fields, reserved, () => context.NewId<VariableId>(clock));
        var change = await variables.Add(team, new ProjectId(id), wanted, replace, context.RequestAborted);
        if (change is not VariableChange.Done done)
            return Refused(change);

        var added = await Find(context, variables, id, done.Ids);
        var location = $"/api/projects/{id}/env";
        return fields.Has(VariableInput.List)
            ? Results.Created(location, new Page<VariableView>(added, null))
            : added is [var one] ? Results.Created(location, one) : Problems.NotFound("variable");
    }

    private static async Task<IResult> Change(HttpContext context, string id, string key, ProjectQueries projects, VariableStore variables)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var (target, seen) = (VariableInput.ReadTarget(context.Request), VariableInput.ReadSeen(context.Request));
        var patch = VariableInput.ReadPatch(await Fields.Read(context.Request));
        var change = await variables.Change(team, new ProjectId(id), key, target, patch, seen, context.RequestAborted);
        return change is VariableChange.Done done && await Find(context, variables, id, done.Ids) is [var changed]
            ? Results.Ok(changed)
            : Refused(change);
    }

    private static async Task<IResult> Remove(HttpContext context, string id, string key, ProjectQueries projects, VariableStore variables)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var (target, seen) = (VariableInput.ReadTarget(context.Request), VariableInput.ReadSeen(context.Request));
        var change = await variables.Remove(team, new ProjectId(id), key, target, seen, context.RequestAborted);
        return change is VariableChange.Done ? Results.NoContent() : Refused(change);
    }

    /// <summary>In the order they were asked for; without those that somebody else has removed since.</summary>
    private static async Task<IReadOnlyList<VariableView>> Find(
        HttpContext context, VariableStore variables, string project, IReadOnlyList<VariableId> ids)
    {
        var all = (await variables.List(context.Caller().Team, new ProjectId(project), context.RequestAborted)).ToDictionary(v => v.Id);
        return [.. ids.Where(all.ContainsKey).Select(i => VariableViews.Of(all[i]))];
    }

    private static IResult Refused(VariableChange change) => change switch
    {
        VariableChange.Taken taken => Problems.Of(
            409, "Key taken",
            $"There is a value for {taken.Key} in {string.Join(" and ", VariableViews.WordsOf(taken.Where))} already; change that one, or add with replace.", field: "key"),
        VariableChange.Stale stale => Problems.Of(412, "Changed meanwhile", $"The variable is in version {stale.Version} by now. Read it again, and decide anew."),
        VariableChange.Ambiguous => throw new InvalidInputException("target", "The key has one value for production and another for preview: say which with ?target=."),
        VariableChange.TooMany tooMany => throw new InvalidInputException(
            "key", $"A project has at most {VariableLimits.Most} variables; with this it would have {tooMany.Count}."),
        VariableChange.TooLarge tooLarge => throw new InvalidInputException(
            "value", $"All variables of a project have at most {VariableLimits.LargestTotal} bytes together; with this it would be {tooLarge.Bytes}."),
        _ => Problems.NotFound("variable"),
    };

    private static IResult Shown(Page<Variable> page, Func<Variable, string> valueOf) =>
        Results.Ok(new Page<VariableView>([.. page.Items.Select(v => VariableViews.Of(v, valueOf(v)))], page.Next));
}
