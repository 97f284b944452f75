using Dapper;
using Npgsql;

namespace MiniVercel.Platform.Routing;

/// <summary>
/// The hosts of branches. Each is made equal to what the builds say, by whoever has changed that and holds the route clock: so nobody
/// moves one back, in whatever order builds end.
/// </summary>
internal static class BranchHosts
{
    /// <summary>Lets the branch's host follow the newest of its builds that is left, or takes it off the air.</summary>
    public static async Task Follow(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string project, string branch, CancellationToken cancellationToken)
    {
        var newest = await connection.QuerySingleOrDefaultAsync<(string Build, string Team, string Name)?>(new CommandDefinition(
            """
            select b.id, b.team_id, p.name from builds b
            join artifacts a on a.build_id = b.id
            join projects p on p.id = b.project_id and p.deleted_at is null
            where b.project_id = @project and b.branch = @branch and b.status in ('building', 'success') and b.deleted_at is null
            order by b.id desc limit 1
            """,
            new { project, branch }, transaction, cancellationToken: cancellationToken));
        var host = newest is { Name: var name }
            ? await FirstFree(connection, transaction, project, branch, HostLabels.OfBranch(name, branch), cancellationToken)
            : null;

        await connection.ExecuteAsync(host is null
            ? new CommandDefinition(
                "delete from hosts where project_id = @project and branch = @branch and kind = 'branch'",
                new { project, branch }, transaction, cancellationToken: cancellationToken)
            : new CommandDefinition(
                """
                insert into hosts (host, team_id, project_id, build_id, kind, branch) values (@host, @Team, @project, @Build, 'branch', @branch)
                on conflict (project_id, branch) where kind = 'branch' do update set host = excluded.host, build_id = excluded.build_id
                """,
                new { host, newest!.Value.Team, project, newest.Value.Build, branch }, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>The branches of a project that have a host.</summary>
    public static async Task<IReadOnlyList<string>> Of(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string project, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            "select branch from hosts where project_id = @project and kind = 'branch' order by branch",
            new { project }, transaction, cancellationToken: cancellationToken))).AsList();

    /// <summary>The label that the branch has already, else the first that nobody has; nothing where others have all of them.</summary>
    private static async Task<string?> FirstFree(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string project, string branch, IReadOnlyList<string> labels,
        CancellationToken cancellationToken)
    {
        var owners = (await connection.QueryAsync<(string Host, bool IsMine)>(new CommandDefinition(
            "select host, project_id = @project and branch is not distinct from @branch from hosts where host = any(@labels)",
            new { project, branch, labels = labels.ToArray() }, transaction, cancellationToken: cancellationToken))).AsList();
        return owners.Find(o => o.IsMine).Host ?? labels.FirstOrDefault(label => owners.TrueForAll(o => o.Host != label));
    }
}
