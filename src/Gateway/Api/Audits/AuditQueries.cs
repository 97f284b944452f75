using Dapper;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Audits;

public sealed record AuditView
{
    public string Id { get; init; } = "";
    public string At { get; init; } = "";
    public string Actor { get; init; } = "";
    public string Action { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Detail { get; init; } = "";
}

public sealed class AuditQueries(Database database)
{
    public async Task<Page<AuditView>> List(TeamId team, Paging paging, CancellationToken cancellationToken)
    {
        var audits = await database.Run(
            async (connection, token) => (await connection.QueryAsync<AuditView>(new CommandDefinition(
                """
                select id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor, action, subject, detail from audits
                where team_id = @team and (@cursor::text is null or id < @cursor) order by id desc limit @limit
                """,
                new { team = team.Value, cursor = paging.Cursor, limit = paging.Limit + 1 }, cancellationToken: token))).ToList(),
            cancellationToken);
        return Page.Of(audits, paging, a => a.Id);
    }
}
