using Dapper;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Audits;

/// <summary>Somebody has done something.</summary>
public sealed record Audit(AuditId Id, TeamId Team, string Actor, string Action, string Subject, string Detail)
{
    public UserId? User { get; init; }
    public string Address { get; init; } = "";
    public string RequestId { get; init; } = "";

    /// <summary>What was so before, as JSON without secrets.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }
}

/// <summary>Who has done what, to be read by others of the team. It is only ever added to; the database itself refuses anything else.</summary>
public sealed class AuditStore(Database database)
{
    public Task Write(Audit audit, CancellationToken cancellationToken) => database.Run(
        (connection, token) => Write(connection, null, audit, token), cancellationToken);

    /// <summary>As a part of what is done: neither is without the other.</summary>
    internal static Task Write(NpgsqlConnection connection, NpgsqlTransaction? transaction, Audit audit, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into audits (id, team_id, actor, action, subject, detail, user_id, address, request_id, before, after)
            values (@id, @team, @Actor, @Action, @Subject, @Detail, @user, @Address, @RequestId, @Before::jsonb, @After::jsonb)
            on conflict (id) do nothing
            """,
            new
            {
                id = audit.Id.Value,
                team = audit.Team.Value,
                audit.Actor,
                audit.Action,
                audit.Subject,
                audit.Detail,
                user = audit.User?.Value,
                audit.Address,
                audit.RequestId,
                audit.Before,
                audit.After,
            },
            transaction, cancellationToken: cancellationToken));
}
