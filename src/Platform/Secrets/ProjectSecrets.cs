using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Secrets;

public sealed class ProjectSecrets(Database database, IEnumerable<SealedTable> tables) : IProjectSecrets
{
    public async Task Forget(ProjectId project)
    {
        foreach (var table in tables.Where(t => t.IsOfProject))
        {
            await database.Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table.Name} where project_id = @project", new { project = project.Value }, cancellationToken: token)));
        }
    }
}
