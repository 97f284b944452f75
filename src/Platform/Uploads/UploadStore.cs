using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;

namespace MiniVercel.Platform.Uploads;

/// <summary>A file of an uploaded folder.</summary>
public sealed record UploadedFile(string Path, string Sha256, long Size, bool Executable)
{
    [JsonIgnore]
    public BlobKey Blob => new(Sha256, Executable);
}

public sealed record Upload(UploadId Id, TeamId Team, ProjectId Project, IReadOnlyList<UploadedFile> Files);

/// <summary>
/// Folders on their way in, and which contents each team has brought. What a team has not brought itself counts as
/// missing, even where another team's copy lies on the disk. An engine gives the id of its node, for its copies count.
/// </summary>
public sealed class UploadStore(Database database, IBlobStore blobs, string? nodeId)
{
    /// <summary>How long an upload, and every content it names, is kept for a build to come.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    public Task Create(Upload upload, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into uploads (id, team_id, project_id, files, expires_at)
            values (@id, @team, @project, @files::jsonb, clock_timestamp() + @keep)
            on conflict (id) do nothing
            """,
            new
            {
                id = upload.Id.Value,
                team = upload.Team.Value,
                project = upload.Project.Value,
                files = JsonSerializer.Serialize(upload.Files, StateJson.Options),
                keep = KeptFor,
            },
            cancellationToken: token)),
        cancellationToken);

    public Task<Upload?> Find(UploadId id, TeamId team, CancellationToken cancellationToken) => database.Run(
        async (connection, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<(string Project, string Files)?>(new CommandDefinition(
                """
                select project_id, files::text from uploads
                where id = @id and team_id = @team and expires_at > clock_timestamp()
                """,
                new { id = id.Value, team = team.Value }, cancellationToken: token));
            return row is not { } found
                ? null
                : new Upload(id, team, new ProjectId(found.Project),
                    JsonSerializer.Deserialize<IReadOnlyList<UploadedFile>>(found.Files, StateJson.Options)!);
        },
        cancellationToken);

    /// <summary>The hashes of an upload that still have to travel.</summary>
    public async Task<IReadOnlyList<string>> Missing(TeamId team, IReadOnlyList<UploadedFile> files, CancellationToken cancellationToken)
    {
        var missing = (await Missing(team, files.Select(f => f.Blob), cancellationToken)).ToHashSet();
        return files.Where(f => missing.Contains(f.Blob)).Select(f => f.Sha256).Distinct().ToList();
    }

    /// <summary>
    /// The contents that the team has not brought, or that are lost. What need not be brought is pinned, so that it is still there
    /// when it is needed.
    /// </summary>
    public async Task<IReadOnlyList<BlobKey>> Missing(TeamId team, IEnumerable<BlobKey> wanted, CancellationToken cancellationToken)
    {
        var keys = wanted.Distinct().ToDictionary(k => k.ToString());
        var pinned = await database.Transact(
            async (connection, transaction, token) =>
            {
                await ContentLock.Share(connection, transaction, token);
                return (await connection.QueryAsync<string>(new CommandDefinition(
                    """
                    with mine as (select blob from team_blobs where team_id = @team and blob = any(@keys) order by blob for update)
                    update team_blobs t set pinned_until = greatest(pinned_until, clock_timestamp() + @keep)
                    from mine where t.team_id = @team and t.blob = mine.blob returning t.blob
                    """,
                    new { team = team.Value, keys = keys.Keys.ToArray(), keep = KeptFor }, transaction, cancellationToken: token))).ToHashSet();
            },
            cancellationToken);

        var away = pinned.Where(k => !blobs.Has(keys[k])).ToArray();
        var elsewhere = away.Length == 0 ? [] : await OnLiveEngines(away, cancellationToken);
        return keys.Where(k => !pinned.Contains(k.Key) || (!blobs.Has(k.Value) && !elsewhere.Contains(k.Key))).Select(k => k.Value).ToList();
    }

    private Task<HashSet<string>> OnLiveEngines(string[] keys, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            """
            select distinct l.blob from blob_locations l join silos s on s.node_id = l.node_id
            where l.blob = any(@keys) and s.lease_until > clock_timestamp() and 'engine' = any(s.roles)
            """,
            new { keys }, cancellationToken: token))).ToHashSet(),
        cancellationToken);

    /// <summary>
    /// Notes that the team has brought this content, and that it lies on this node if that is an engine. False, and nothing is
    /// noted, where a sweep has taken a copy of it away meanwhile: then it has to be stored again.
    /// </summary>
    public async Task<bool> Brought(TeamId team, BlobKey blob, long size, CancellationToken cancellationToken) =>
        (await Brought(team, [new StoredContent(blob, size)], cancellationToken)).Count == 0;

    /// <summary>Notes all of them, or none and answers with those that have to be stored again.</summary>
    public Task<IReadOnlyList<BlobKey>> Brought(TeamId team, IReadOnlyCollection<StoredContent> contents, CancellationToken cancellationToken) =>
        database.Transact<IReadOnlyList<BlobKey>>(
            async (connection, transaction, token) =>
            {
                await ContentLock.Share(connection, transaction, token);
                if (nodeId is not null && contents.Where(c => !blobs.Has(c.Blob)).Select(c => c.Blob).ToList() is { Count: > 0 } gone)
                    return gone;

                var rows = new
                {
                    team = team.Value,
                    blobs = contents.Select(c => c.Blob.ToString()).ToArray(),
                    sizes = contents.Select(c => c.Size).ToArray(),
                    keep = KeptFor,
                    nodeId,
                    BlobExchange.Copies,
                };
                var scarce = (await connection.QueryAsync<string>(new CommandDefinition(
                    """
                    with engines as (
                        select distinct node_id from silos where lease_until > clock_timestamp() and 'engine' = any(roles)
                        union select @nodeId::text where @nodeId::text is not null)
                    select blob from unnest(@blobs) as new (blob)
                    where (
                        select count(*) from engines e where e.node_id = @nodeId::text
                        or exists (select 1 from blob_locations l where l.blob = new.blob and l.node_id = e.node_id)
                    ) < (select least(@Copies, greatest(1, count(*))) from engines)
                    """,
                    rows, transaction, cancellationToken: token))).ToHashSet();
                if (scarce.Count > 0)
                    return contents.Where(c => scarce.Contains(c.Blob.ToString())).Select(c => c.Blob).ToList();

                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into team_blobs (team_id, blob, size, pinned_until)
                    select @team, blob, size, clock_timestamp() + @keep from unnest(@blobs, @sizes) as new (blob, size) order by blob
                    on conflict (team_id, blob) do update set pinned_until = greatest(team_blobs.pinned_until, excluded.pinned_until);
                    insert into blob_locations (blob, node_id)
                    select blob, @nodeId from unnest(@blobs) as new (blob) where @nodeId::text is not null order by blob on conflict do nothing
                    """,
                    rows, transaction, cancellationToken: token));
                return [];
            },
            cancellationToken);
}
