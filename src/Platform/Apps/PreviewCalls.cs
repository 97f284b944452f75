using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Apps;

/// <summary>Somebody looks at a preview whose app sleeps.</summary>
public sealed class PreviewCalls(Database database)
{
    /// <summary>Who looks at one that did not start just now gets to know that, instead of having it started again at every look.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>Has the build's app started, unless that was asked for already.</summary>
    public Task Wake(BuildId build, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"""
             insert into apps (id, team_id, project_id, build_id, is_preview, state)
             select b.id, b.team_id, b.project_id, b.id, true, 'starting' from builds b join projects p on p.id = b.project_id
             where b.id = @build and b.deleted_at is null and p.deleted_at is null
             on conflict (id) do update set state = 'starting', detail = null, updated_at = clock_timestamp()
             where apps.state = 'failed' and apps.updated_at < clock_timestamp() - @again;
             {Doorbells.RingSql(Doorbell.Apps)}
             """,
            new { build = build.Value, again = AgainAfter }, cancellationToken: token)),
        cancellationToken);
}
