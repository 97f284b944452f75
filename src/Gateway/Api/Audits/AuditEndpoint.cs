using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;

namespace MiniVercel.Gateway.Api.Audits;

/// <summary>What has been done in a team, for its owners: page by page, or all of it as one file of lines.</summary>
internal static class AuditEndpoint
{
    private const string Lines = "application/x-ndjson";
    private const int LongestFilter = 255;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", List).Needs(Right.Manage).GivesPage<AuditView>("action", "actor", "subject", "since", "until", "team_id").GivesTextAs(Lines);

    private static async Task<IResult> List(HttpContext context, AuditQueries audits)
    {
        var (team, filter) = (context.Caller().Team, Read(context.Request.Query));
        return context.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase)
            ? Results.Stream(to => Export(to, team, filter, audits, context.RequestAborted), Lines, "audit.ndjson")
            : Results.Ok(await audits.List(team, filter, Paging.Of(context.Request), context.RequestAborted));
    }

    private static async Task Export(Stream to, TeamId team, AuditFilter filter, AuditQueries audits, CancellationToken cancellationToken)
    {
        var paging = new Paging(Paging.Most, null);
        do
        {
            var page = await audits.List(team, filter, paging, cancellationToken);
            foreach (var audit in page.Items)
            {
                await JsonSerializer.SerializeAsync(to, audit, ApiJson.Options, cancellationToken);
                await to.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            paging = paging with { Cursor = page.Next };
        }
        while (paging.Cursor is not null);
    }

    private static AuditFilter Read(IQueryCollection query)
    {
        string? Text(string name)
        {
            var text = query[name].FirstOrDefault();
            return text is null or { Length: > 0 and <= LongestFilter } ? text
                : throw new InvalidInputException(name, $"It must have 1 to {LongestFilter} characters.");
        }

        DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
            : throw new InvalidInputException(name, "It must be a time such as 2026-01-31T12:00:00Z.");

        return new AuditFilter(Text("action"), Text("actor"), Text("subject"), Time("since"), Time("until"));
    }
}
