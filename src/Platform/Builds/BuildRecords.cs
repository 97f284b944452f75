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
}
