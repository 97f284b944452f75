using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Routing;

/// <summary>The rows of `hosts`.</summary>
public sealed class PostgresHosts(Database database) : IHosts
{
    // A name belongs to a project by the unique index on projects; its host row only follows, so a row that a renamed
    // or deleted project has not let go of yet is taken over.
    public Task PointProduction(TeamId team, ProjectId project, string name) => Change(
        """
        delete from hosts where project_id = @project and kind = 'production' and host <> @name;
        insert into hosts (host, team_id, project_id, kind) values (@name, @team, @project, 'production')
        on conflict (host) do update set team_id = excluded.team_id, project_id = excluded.project_id
        where hosts.kind = 'production'
        """,
        new { team = team.Value, project = project.Value, name });

    public Task ReleaseProject(ProjectId project) => Change(
        """
        delete from hosts where project_id = @project;
        delete from routes where project_id = @project
        """,
        new { project = project.Value });

    public Task ReleaseBuild(BuildId build) => Change(
        "delete from hosts where build_id = @build", new { build = build.Value });

    private Task<RouteClock> Change(string sql, object parameters) => database.Transact(async (connection, transaction, token) =>
    {
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: token));
        return await RouteClocks.Raise(connection, transaction, token);
    });
}
