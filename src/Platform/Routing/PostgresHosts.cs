using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Routing;

/// <summary>The rows of `hosts`. Whoever changes them raises the clock first, and by its row's lock is alone at that.</summary>
public sealed class PostgresHosts(Database database) : IHosts
{
    // A name belongs to a project by the unique index on projects; its host row only follows, so a row that a renamed
    // or deleted project has not let go of yet is taken over.
    public Task PointProduction(TeamId team, ProjectId project, string name) => Change(project.Value, async (connection, transaction, token) =>
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from hosts where project_id = @project and kind = 'production' and host <> @name;
            insert into hosts (host, team_id, project_id, kind) values (@name, @team, @project, 'production')
            on conflict (host) do update set team_id = excluded.team_id, project_id = excluded.project_id
            where hosts.kind = 'production'
            """,
            new { team = team.Value, project = project.Value, name }, transaction, cancellationToken: token));
        foreach (var branch in await BranchHosts.Of(connection, transaction, project.Value, token))
            await BranchHosts.Follow(connection, transaction, project.Value, branch, token);
    });

    public Task ReleaseProject(ProjectId project) => Change(project.Value, (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(
        """
        delete from hosts where project_id = @project;
        delete from domains where project_id = @project;
        delete from uploads where project_id = @project;
        delete from routes where project_id = @project
        """,
        new { project = project.Value }, transaction, cancellationToken: token)));

    public async Task ReleaseBuild(BuildId build)
    {
        var row = new { build = build.Value };
        var owner = await database.Run((connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select project_id from builds where id = @build", row, cancellationToken: token)));
        if (owner is null)
            return;
        await Change(owner, async (connection, transaction, token) =>
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from hosts where build_id = @build and kind = 'build'", row, transaction, cancellationToken: token));
            var branch = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "select branch from hosts where build_id = @build and kind = 'branch'", row, transaction, cancellationToken: token));
            if (branch is not null)
                await BranchHosts.Follow(connection, transaction, owner, branch, token);
        });
    }

    public Task ReleaseBranch(ProjectId project, string branch, BuildId before) => Change(project.Value, (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(
        "delete from hosts where project_id = @project and branch = @branch and kind = 'branch' and build_id < @before",
        new { project = project.Value, branch, before = before.Value }, transaction, cancellationToken: token)));

    private Task<RouteClock> Change(string project, Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task> change) =>
        database.Transact(async (connection, transaction, token) =>
        {
            var clock = await RouteClocks.Raise(connection, transaction, project, token);
            await change(connection, transaction, token);
            return clock;
        });
}
