using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Dapper;
using MiniVercel.Deployments;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Deployments;

public sealed record DeploymentView
{
    public string Id { get; init; } = "";
    public string ProjectId { get; init; } = "";
    public string BuildId { get; init; } = "";

    [AllowedValues("activating", "active", "inactive", "unhealthy")]
    public string Status { get; init; } = "";

    public bool IsRollback { get; init; }

    [WordsOf<DeploymentReason>]
    public string? Reason { get; init; }

    /// <summary>The reason as a sentence, where there is more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>How the app is that answers for it; nothing where files do, or where it is not on the air.</summary>
    public AppView? App { get; init; }

    [JsonIgnore]
    public string? AppState { get; init; }

    [JsonIgnore]
    public string? AppDetail { get; init; }

    [JsonIgnore]
    public int? AppRestarts { get; init; }

    public string? ActivatedAt { get; init; }
    public string CreatedAt { get; init; } = "";

    [JsonIgnore]
    public bool HasEnded => Status != "activating";
}

/// <param name="Status">`starting`, `running`, `restarting`.</param>
/// <param name="Detail">Why it is being started again, with the last that it has said.</param>
/// <param name="Restarts">How often it has ended by itself lately.</param>
public sealed record AppView([property: AllowedValues("starting", "running", "restarting")] string Status, string? Detail, int Restarts);

/// <summary>Reads deployments as the API shows them. Which one is active is what the routes say, not what a grain remembers.</summary>
public sealed class DeploymentQueries(Database database)
{
    private const string Select =
        """
        select d.id, d.project_id, d.build_id, (d.state -> 'order' ->> 'is_rollback')::boolean as is_rollback,
               d.state ->> 'reason' as reason, d.state ->> 'detail' as detail, a.state as app_state, a.detail as app_detail, a.restarts as app_restarts,
               d.activated_at, d.created_at,
               case when d.phase in ('activating', 'unhealthy') then d.phase
                    when r.deployment_id = d.id then 'active'
                    else 'inactive' end as status
        from deployments d join projects p on p.id = d.project_id and p.deleted_at is null
        left join routes r on r.project_id = d.project_id
        left join apps a on a.id = d.id
        where d.team_id = @team
        """;

    public async Task<DeploymentView?> Find(TeamId team, string id, CancellationToken cancellationToken) => Complete(await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<DeploymentView>(new CommandDefinition(
            $"{Select} and d.id = @id", new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken));

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
        return Page.Of([.. deployments.Select(d => Complete(d)!)], paging, d => d.Id);
    }

    private static DeploymentView? Complete(DeploymentView? deployment) => deployment is { AppState: { } state }
        ? deployment with { App = new AppView(state, deployment.AppDetail, deployment.AppRestarts ?? 0) }
        : deployment;
}
