using System.Text.Json;
using Dapper;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Audits;

public sealed record AuditView(
    string Id, string At, string Actor, string? UserId, string Address, string RequestId, string Action, string Subject, string Detail,
    IReadOnlyDictionary<string, JsonElement>? Before, IReadOnlyDictionary<string, JsonElement>? After);

/// <summary>Which of them; what is left out may be anything. An action given as `projects` covers all that begin with it.</summary>
public sealed record AuditFilter(string? Action, string? Actor, string? Subject, DateTimeOffset? Since, DateTimeOffset? Until);

public sealed class AuditQueries(Database database)
{
    public async Task<Page<AuditView>> List(TeamId team, AuditFilter filter, Paging paging, CancellationToken cancellationToken)
    {
        var audits = await database.Run(
            async (connection, token) => (await connection.QueryAsync<Row>(new CommandDefinition(
                """
                select id, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor, user_id, address, request_id, action, subject,
                       detail, before::text as before, after::text as after
                from audits
                where team_id = @team and (@cursor::text is null or id < @cursor)
                and (@Action::text is null or action = @Action or starts_with(action, @Action || '.'))
                and (@Actor::text is null or user_id = @Actor or actor = @Actor)
                and (@Subject::text is null or subject = @Subject or starts_with(subject, @Subject || '/'))
                and (@since::timestamptz is null or at >= @since) and (@until::timestamptz is null or at < @until)
                order by id desc limit @limit
                """,
                new
                {
                    team = team.Value,
                    cursor = paging.Cursor,
                    limit = paging.Limit + 1,
                    filter.Action,
                    filter.Actor,
                    filter.Subject,
                    since = filter.Since?.UtcDateTime,
                    until = filter.Until?.UtcDateTime,
                },
                cancellationToken: token))).ToList(),
            cancellationToken);
        return Page.Of([.. audits.Select(View)], paging, a => a.Id);
    }

    private static AuditView View(Row row) => new(
        row.Id, row.At, row.Actor, row.UserId, row.Address, row.RequestId, row.Action, row.Subject, row.Detail, Read(row.Before), Read(row.After));

    private static Dictionary<string, JsonElement>? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json);

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string At { get; init; } = "";
        public string Actor { get; init; } = "";
        public string? UserId { get; init; }
        public string Address { get; init; } = "";
        public string RequestId { get; init; } = "";
        public string Action { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Detail { get; init; } = "";
        public string? Before { get; init; }
        public string? After { get; init; }
    }
}
