using System.Text.Json.Serialization;
using Dapper;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Deployments;

public sealed record DeploymentView
{
    public string Id { get; init; } = "";
    public string ProjectId { get; init; } = "";
    public string BuildId { get; init; } = "";
    public string Status { get; init; } = "";
    public bool IsRollback { get; init; }
    public string? Reason { get; init; }
    public string? ActivatedAt { get; init; }
    public string CreatedAt { get; init; } = "";

    [JsonIgnore]
    public bool HasEnded => Status != "activating";
}

/// <summary>Reads deployments as the API shows them. Which one is active is what the routes say, not what a grain remembers.</summary>
public sealed class DeploymentQueries(Database database)
{
    private const string Select =
        """
        select d.id, d.project_id, d.build_id, (d.state -> 'order' ->> 'is_rollback')::boolean as is_rollback,
               d.state ->> 'reason' as reason, d.activated_at, d.created_at,
               case when d.phase in ('activating', 'unhealthy') then d.phase
                    when r.deployment_id = d.id then 'active'
                    else 'inactive' end as status
        from deployments d join projects p on p.id = d.project_id and p.deleted_at is null
        left join routes r on r.project_id = d.project_id
        where d.team_id = @team
        """;

    public Task<DeploymentView?> Find(TeamId team, string id, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<DeploymentView?>(new CommandDefinition(
            $"{Select} and d.id = @id", new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken);

    public async Task<Page<DeploymentView>> List(TeamId team, string project, Paging paging, CancellationToken cancellationToken)
    {
        var deployments = await database.Run(
            async (connection, token) => (await connection.QueryAsync<DeploymentView>(new CommandDefinition(
                $"""
                 {Select} and d.project_id = @project and (@cursor::text is null or d.id < @cursor)
                 order by d.id desc limit @limit
                 """,
                new { team = team.Value, project, cursor = paging.Cursor, limit = paging.Limit + 1 }, cancellationToken: token))).ToList(),
            cancellationToken);
        return Page.Of(deployments, paging, d => d.Id);
    }
}
