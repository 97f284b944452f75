using System.Text.Json;
using Dapper;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Artifacts;

/// <summary>An artifact that is there for good, and the route clock from which on its build's host answers.</summary>
public sealed record CommittedArtifact(ArtifactId Artifact, RouteClock Clock);

/// <summary>How the attempt to commit an artifact ended.</summary>
public abstract record ArtifactCommit
{
    private ArtifactCommit()
    {
    }

    /// <summary>The build has this artifact now, be it an earlier attempt's.</summary>
    public sealed record Committed(CommittedArtifact Artifact) : ArtifactCommit;

    /// <summary>The build is no longer the attempt's own.</summary>
    public sealed record NotMine : ArtifactCommit;

    /// <summary>The team does not have these contents any more, or they may go at any time: nobody has asked for them for a day.</summary>
    public sealed record ContentsGone(IReadOnlyList<BlobKey> Blobs) : ArtifactCommit;
}

/// <summary>The artifacts' rows: which build made what. A build has one artifact, whoever tries again.</summary>
public sealed class ArtifactStore(Database database)
{
    /// <summary>
    /// Writes the manifest down and puts the build's own host and that of its branch on the air, in one transaction, while the attempt is
    /// the build's current one and every content is pinned. From then on the artifact keeps them.
    /// </summary>
    public Task<ArtifactCommit> Commit(
        BuildId build, int attempt, string host, ArtifactId artifact, Manifest manifest, CancellationToken cancellationToken) =>
        database.Transact<ArtifactCommit>(
            async (connection, transaction, token) =>
            {
                await ContentLock.Share(connection, transaction, token);
                var owner = await connection.QuerySingleOrDefaultAsync<(string Team, string Project, string? Branch)?>(new CommandDefinition(
                    """
                    select team_id, project_id, branch from builds
                    where id = @build and attempt = @attempt and status = 'building'
                    for share
                    """,
                    new { build = build.Value, attempt }, transaction, cancellationToken: token));
                if (owner is not { } its)
                    return new ArtifactCommit.NotMine();
                if (await Unpinned(connection, transaction, its.Team, manifest, token) is { Count: > 0 } gone)
                    return new ArtifactCommit.ContentsGone(gone);

                var row = new
                {
                    build = build.Value,
                    team = its.Team,
                    project = its.Project,
                    host,
                    artifact = artifact.Value,
                    manifest = JsonSerializer.Serialize(manifest, StateJson.Options),
                    size = manifest.Size,
                    files = manifest.FileCount,
                };
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into artifacts (build_id, id, team_id, project_id, manifest, size, file_count)
                    values (@build, @artifact, @team, @project, @manifest::jsonb, @size, @files)
                    on conflict (build_id) do nothing
                    """,
                    row, transaction, cancellationToken: token));
                var clock = await RouteClocks.Raise(connection, transaction, its.Project, token);
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into hosts (host, team_id, project_id, build_id, kind)
                    values (@host, @team, @project, @build, 'build')
                    on conflict (host) do nothing
                    """,
                    row, transaction, cancellationToken: token));
                if (its.Branch is { } branch)
                    await BranchHosts.Follow(connection, transaction, its.Project, branch, token);
                var kept = await connection.ExecuteScalarAsync<string>(
                    new CommandDefinition("select id from artifacts where build_id = @build", row, transaction, cancellationToken: token));
                return new ArtifactCommit.Committed(
                    new CommittedArtifact(new ArtifactId(kept!), clock));
            },
            cancellationToken);

    /// <summary>The artifact that an earlier attempt committed, if there is one, and the clock that has surely announced its host.</summary>
    public async Task<CommittedArtifact?> Find(BuildId build, CancellationToken cancellationToken)
    {
        var row = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<(string Id, long Epoch, long N)?>(new CommandDefinition(
                "select a.id, c.epoch, c.n from artifacts a cross join route_clock c where a.build_id = @build",
                new { build = build.Value }, cancellationToken: token)),
            cancellationToken);
        return row is { } found ? new CommittedArtifact(new ArtifactId(found.Id), new RouteClock(found.Epoch, found.N)) : null;
    }

    public async Task<Manifest?> Read(BuildId build, CancellationToken cancellationToken)
    {
        var json = await database.Run(
            (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "select manifest::text from artifacts where build_id = @build", new { build = build.Value }, cancellationToken: token)),
            cancellationToken);
        return json is null ? null : Parse(json);
    }

    /// <summary>What the project's last build made, if there was one; nothing of another project is ever told.</summary>
    public async Task<Manifest?> LastOf(ProjectId project, CancellationToken cancellationToken)
    {
        var json = await database.Run(
            (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                """
                select a.manifest::text from builds b join artifacts a on a.build_id = b.id
                where b.project_id = @project order by b.id desc limit 1
                """,
                new { project = project.Value }, cancellationToken: token)),
            cancellationToken);
        return json is null ? null : Parse(json);
    }

    private static async Task<IReadOnlyList<BlobKey>> Unpinned(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string team, Manifest manifest, CancellationToken cancellationToken)
    {
        var needed = manifest.Contents.ToDictionary(c => c.Blob.ToString(), c => c.Blob);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            """
            select blob from unnest(@needed) as needed (blob) where not exists (
                select 1 from team_blobs t where t.team_id = @team and t.blob = needed.blob and t.pinned_until > clock_timestamp())
            """,
            new { team, needed = needed.Keys.ToArray() }, transaction, cancellationToken: cancellationToken))).Select(blob => needed[blob]).ToList();
    }

    private static Manifest? Parse(string json) => JsonSerializer.Deserialize<Manifest>(json, StateJson.Options);
}
