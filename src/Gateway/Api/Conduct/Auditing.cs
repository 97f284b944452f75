using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Platform.Audits;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>
/// Writes down every call that has changed something: who, from where, what, and what was so before and after. It sees what the call
/// answers with, which never holds a secret but where one is shown this once; those fields are left out.
/// </summary>
internal sealed class Auditing(AuditStore audits, TimeProvider clock) : IEndpointFilter
{
    private const string BeforeItem = "what was so before the call";
    private const string ReceiverItem = "the team that has got something by the call";
    private const int MostCharacters = 16 << 10;

    private static readonly HashSet<string> s_secrets =
        ["token", "url", "value", "secret", "access_token", "refresh_token", "device_code", "password", "token_type", "expires_in"];

    public static void Before(HttpContext context, object view) => context.Items[BeforeItem] = view;

    /// <summary>Another team's business as well: they read of it too.</summary>
    public static void AlsoOf(HttpContext context, TeamId team) => context.Items[ReceiverItem] = team;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var result = await next(invocation);
        if (IsQuestion(context) || !IsDone(result) || context.Features.Get<Caller>() is not { } caller)
            return result;

        foreach (var team in TeamsOf(context, caller))
            await Write(context, caller, team, (result as IValueHttpResult)?.Value);
        return result;
    }

    /// <summary>Whose business it was: nobody's where they are in no team.</summary>
    private static IEnumerable<TeamId> TeamsOf(HttpContext context, Caller caller) =>
        new[] { caller.Team, context.Items[ReceiverItem] as TeamId? ?? caller.Team }.Where(team => team.Value.Length > 0).Distinct();

    private Task Write(HttpContext context, Caller caller, TeamId team, object? after) =>
        audits.Write(
            new Audit(NewId.Of<AuditId>(clock), team, caller.Name, EndpointNames.Of(context.GetEndpoint()) ?? context.Request.Path, Subject(context, after), "")
            {
                User = caller.User,
                Address = context.Address(),
                RequestId = RequestIds.Of(context),
                Before = Open(context.Items[BeforeItem]),
                After = Open(after),
            },
            CancellationToken.None); // It has happened, whoever has gone meanwhile.

    private static bool IsQuestion(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
        || context.GetEndpoint()?.Metadata.GetMetadata<ChangesNothing>() is not null;

    private static bool IsDone(object? result) => result is not IStatusCodeHttpResult { StatusCode: >= 400 };

    /// <summary>What the address names, or what has been made.</summary>
    private static string Subject(HttpContext context, object? after)
    {
        var named = context.Request.RouteValues.Where(v => v.Key != "path").Select(v => v.Value?.ToString());
        return string.Join('/', named) is { Length: > 0 } path ? path : JsonOf(after)?["id"] is JsonValue id ? id.ToString() : "";
    }

    private static string? Open(object? view)
    {
        if (JsonOf(view) is not { } fields)
            return null;
        Strip(fields);
        var text = fields.ToJsonString(ApiJson.Options);
        return text.Length <= MostCharacters ? text : """{"left_out":"too long"}""";
    }

    private static JsonObject? JsonOf(object? view) =>
        view is null ? null : JsonSerializer.SerializeToNode(view, view.GetType(), ApiJson.Options) as JsonObject;

    private static void Strip(JsonObject fields)
    {
        foreach (var name in fields.Select(f => f.Key).Where(s_secrets.Contains).ToList())
            fields.Remove(name);
        foreach (var (_, value) in fields)
        {
            if (value is JsonObject inner)
                Strip(inner);
            else if (value is JsonArray list)
                list.OfType<JsonObject>().ToList().ForEach(Strip);
        }
    }
}
