using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>
/// For which of their teams somebody calls: the one that what they name belongs to, else the one that they name, else their oldest. What
/// belongs to none of theirs is looked for in that one, and so does not exist.
/// </summary>
public sealed class TeamOfResource(Database database)
{
    private static readonly Dictionary<string, string> s_tables = new()
    {
        ["prj"] = "projects",
        ["bld"] = "builds",
        ["dpl"] = "deployments",
        ["upl"] = "uploads",
        ["art"] = "artifacts",
        ["tok"] = "api_tokens",
    };

    /// <summary>Nothing where they name a team that is none of theirs.</summary>
    public async Task<Caller?> Choose(Caller caller, HttpContext context)
    {
        if (context.GetRouteValue("id") is string id)
            return await ChooseBy(caller, id, context.RequestAborted);
        if (context.Request.Query["team_id"].FirstOrDefault() is not { } named)
            return caller;
        var team = new TeamId(named);
        return caller.RightIn(team) == Right.None ? null : caller with { Team = team };
    }

    /// <summary>The caller, for the team that something belongs to by its id.</summary>
    public async Task<Caller> ChooseBy(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (caller.Teams.Count < 2)
            return caller;
        if (caller.RightIn(new TeamId(id)) != Right.None)
            return caller with { Team = new TeamId(id) };
        return s_tables.TryGetValue(id.Split('_')[0], out var table) && await Owner(caller, table, id, cancellationToken) is { } owner
            ? caller with { Team = owner }
            : caller;
    }

    private async Task<TeamId?> Owner(Caller caller, string table, string id, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            $"select team_id from {table} where id = @id and team_id = any(@teams)", new { id, teams = caller.TeamIds }, cancellationToken: token)),
        cancellationToken) is { } team ? new TeamId(team) : null;
}
