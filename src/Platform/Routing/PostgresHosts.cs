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
    public Task PointProduction(TeamId team, ProjectId project, string name) => Change(async (connection, transaction, token) =>
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

    public Task ReleaseProject(ProjectId project) => Change((connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(
        """
        delete from hosts where project_id = @project;
        delete from domains where project_id = @project;
        delete from uploads where project_id = @project;
        delete from routes where project_id = @project
        """,
        new { project = project.Value }, transaction, cancellationToken: token)));

    public Task ReleaseBuild(BuildId build) => Change(async (connection, transaction, token) =>
    {
        var row = new { build = build.Value };
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from hosts where build_id = @build and kind = 'build'", row, transaction, cancellationToken: token));
        var branch = await connection.QuerySingleOrDefaultAsync<(string Project, string Name)?>(new CommandDefinition(
            "select project_id, branch from hosts where build_id = @build and kind = 'branch'", row, transaction, cancellationToken: token));
        if (branch is var (project, name))
            await BranchHosts.Follow(connection, transaction, project, name, token);
    });

    public Task ReleaseBranch(ProjectId project, string branch, BuildId before) => Change((connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(
        "delete from hosts where project_id = @project and branch = @branch and kind = 'branch' and build_id < @before",
        new { project = project.Value, branch, before = before.Value }, transaction, cancellationToken: token)));

    private Task<RouteClock> Change(Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task> change) =>
        database.Transact(async (connection, transaction, token) =>
        {
            var clock = await RouteClocks.Raise(connection, transaction, token);
            await change(connection, transaction, token);
            return clock;
        });
}
