using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Audits;

/// <summary>Somebody has done something.</summary>
public sealed record Audit(AuditId Id, TeamId Team, string Actor, string Action, string Subject, string Detail);

/// <summary>Who has done what, to be read by others of the team. What is not written down here must not have happened: write first.</summary>
public sealed class AuditStore(Database database)
{
    public Task Write(Audit audit, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into audits (id, team_id, actor, action, subject, detail) values (@id, @team, @Actor, @Action, @Subject, @Detail)
            on conflict (id) do nothing
            """,
            new { id = audit.Id.Value, team = audit.Team.Value, audit.Actor, audit.Action, audit.Subject, audit.Detail }, cancellationToken: token)),
        cancellationToken);
}
