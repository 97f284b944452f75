using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Artifacts;

/// <summary>What a build made, in figures.</summary>
internal static class ArtifactEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/artifacts/{id}", Get);

    private static async Task<IResult> Get(HttpContext context, string id, Database database)
    {
        var row = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<(string Build, string Project, long Size, int Files, DateTime At)?>(
                new CommandDefinition(
                    """
                    select a.build_id, a.project_id, a.size, a.file_count, a.created_at
                    from artifacts a join builds b on b.id = a.build_id and b.deleted_at is null
                    join projects p on p.id = a.project_id and p.deleted_at is null
                    where a.team_id = @team and a.id = @id
                    """,
                    new { team = context.Caller().Team.Value, id }, cancellationToken: token)),
            context.RequestAborted);
        return row is not { } found
            ? Problems.NotFound("artifact")
            : Results.Ok(new
            {
                id,
                build_id = found.Build,
                storage_path = $"deployments/{found.Project}/builds/{found.Build}",
                size = found.Size,
                file_count = found.Files,
                created_at = StateJson.Time(found.At),
            });
    }
}
