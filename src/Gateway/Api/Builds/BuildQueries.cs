using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using MiniVercel.Builds;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Builds;

public sealed record BuildView
{
    public string Id { get; init; } = "";
    public string ProjectId { get; init; } = "";

    [WordsOf<BuildStatus>]
    public string Status { get; init; } = "";

    [WordsOf<BuildReason>]
    public string? Reason { get; init; }

    [WordsOf<BuildStep>]
    public string? Step { get; init; }

    public int Attempt { get; init; }
    public bool Production { get; init; }

    /// <summary>The files that it is made of, where those were sent.</summary>
    public string? UploadId { get; init; }

    public string? CommitSha { get; init; }
    public string? Branch { get; init; }
    public string? Message { get; init; }
    public string? Author { get; init; }

    /// <summary>What the commit changed, the first hundred.</summary>
    public IReadOnlyList<string>? ChangedPaths { get; init; }

    [JsonIgnore]
    public string? ChangedPathsJson { get; init; }

    public int? ChangedCount { get; init; }
    public string? ArtifactId { get; init; }
    public string? PreviewUrl { get; init; }

    /// <summary>Where the newest successful build of the branch answers, be it this one or another.</summary>
    public string? BranchUrl { get; init; }

    /// <summary>What its commands have seen: the names, and what tells one set of values from another.</summary>
    public EnvironmentSeen? Environment { get; init; }

    [JsonIgnore]
    public string? EnvironmentJson { get; init; }
    public string CreatedAt { get; init; } = "";
    public string? StartedAt { get; init; }
    public string? CompletedAt { get; init; }
    public long? DurationMs { get; init; }

    [JsonIgnore]
    public bool HasEnded => Status is "success" or "failed" or "canceled";
}

/// <summary>Reads builds as the API shows them. No grain wakes for it.</summary>
public sealed class BuildQueries(Database database, SiteAddresses addresses)
{
    private const string Select =
        """
        select b.id, b.project_id, b.status, b.state ->> 'reason' as reason, b.state ->> 'step' as step, b.attempt,
               coalesce((o ->> 'production')::bool, false) as production, o ->> 'upload' as upload_id, o ->> 'commit_sha' as commit_sha, b.branch, c ->> 'message' as message, c ->> 'author' as author,
               (c -> 'changed_paths')::text as changed_paths_json,
               (c ->> 'changed_count')::int as changed_count, (b.state -> 'environment')::text as environment_json,
               b.state ->> 'artifact_id' as artifact_id, b.created_at, b.state ->> 'started_at' as started_at,
               b.state ->> 'completed_at' as completed_at,
               (extract(epoch from (b.state ->> 'completed_at')::timestamptz - (b.state ->> 'started_at')::timestamptz) * 1000)::bigint as duration_ms,
               case when b.status = 'success' then h.host end as preview_url,
               case when b.status = 'success' then g.host end as branch_url
        from builds b join projects p on p.id = b.project_id
        cross join lateral (select b.state -> 'order', b.state -> 'commit') as ordered (o, c)
        left join hosts h on h.build_id = b.id and h.kind = 'build'
        left join hosts g on g.project_id = b.project_id and g.branch = b.branch and g.kind = 'branch'
        where b.team_id = @team
        """;

    private const string SelectKept = Select + " and b.deleted_at is null and p.deleted_at is null";

    internal const string FindKept = SelectKept + " and b.id = @id";

    public async Task<BuildView?> Find(TeamId team, string id, CancellationToken cancellationToken) => Complete(await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<BuildView>(new CommandDefinition(
            FindKept, new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken));

    /// <summary>The build even where it or its project was deleted, for those who followed it by then.</summary>
    public async Task<BuildView?> FindEvenDeleted(TeamId team, string id, CancellationToken cancellationToken) => Complete(await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<BuildView>(new CommandDefinition(
            $"{Select} and b.id = @id", new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken));

    public async Task<Page<BuildView>> List(TeamId team, string project, BuildFilter filter, Paging paging, CancellationToken cancellationToken)
    {
        var builds = await database.Run(
            async (connection, token) => (await connection.QueryAsync<BuildView>(new CommandDefinition(
                $"""
                 {SelectKept} and b.project_id = @project and (@cursor::text is null or b.id < @cursor)
                 and (@Status::text is null or b.status = @Status) and (@Branch::text is null or b.branch = @Branch)
                 order by b.id desc limit @limit
                 """,
                new { team = team.Value, project, filter.Status, filter.Branch, cursor = paging.Cursor, limit = paging.Limit + 1 }, cancellationToken: token))).ToList(),
            cancellationToken);
        return Page.Of([.. builds.Select(b => Complete(b)!)], paging, b => b.Id);
    }

    /// <summary>The row has the hosts' labels, and what consists of parts in one text; what is shown are addresses and the parts.</summary>
    private BuildView? Complete(BuildView? build) => build is null ? null : build with
    {
        PreviewUrl = build.PreviewUrl is { } label ? addresses.LabelUrl(label) : null,
        BranchUrl = build.BranchUrl is { } branch ? addresses.LabelUrl(branch) : null,
        Environment = build.EnvironmentJson is { } seen ? JsonSerializer.Deserialize<EnvironmentSeen>(seen, StateJson.Options) : null,
        ChangedPaths = build.ChangedPathsJson is { } paths ? JsonSerializer.Deserialize<IReadOnlyList<string>>(paths) : null,
    };
}
