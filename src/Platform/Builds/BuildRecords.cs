using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Builds;

public sealed class BuildRecords(Database database) : IBuildRecords
{
    public async Task<IReadOnlyList<BuildId>> Unfinished(ProjectId project) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
                "select id from builds where project_id = @project and status in ('pending', 'building')",
                new { project = project.Value }, cancellationToken: token)))
            .Select(id => new BuildId(id)).ToList());

    /// <summary>A folder without a commit is nobody's newer version: whoever uploads two wants two.</summary>
    public async Task<IReadOnlyList<BuildId>> OvertakenBy(BuildId build) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
                """
                select older.id from builds newer join builds older using (project_id, branch)
                where newer.id = @build and older.id < newer.id and newer.status = 'pending' and older.status = 'pending'
                and newer.state -> 'order' ->> 'production' = older.state -> 'order' ->> 'production'
                and coalesce(newer.state -> 'order' ->> 'git', newer.state -> 'order' ->> 'commit_sha') is not null
                and coalesce(older.state -> 'order' ->> 'git', older.state -> 'order' ->> 'commit_sha') is not null
                """,
                new { build = build.Value }, cancellationToken: token)))
            .Select(id => new BuildId(id)).ToList());

    /// <summary>The commit of the last successful build before this one of its project and branch.</summary>
    public Task<string?> PreviousCommit(BuildId build, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            select coalesce(b.state -> 'commit' ->> 'sha', b.state -> 'order' ->> 'commit_sha')
            from builds mine join builds b on b.project_id = mine.project_id and b.branch = mine.branch and b.id < mine.id
            where mine.id = @build and b.status = 'success' order by b.id desc limit 1
            """,
            new { build = build.Value }, cancellationToken: token)),
        cancellationToken);
}
