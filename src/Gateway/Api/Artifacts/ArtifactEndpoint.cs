using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Artifacts;

/// <summary>What a build made, in figures.</summary>
internal static class ArtifactEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/artifacts/{id}", Get).Gives<ArtifactAnswer>();

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
            : Results.Ok(new ArtifactAnswer(
                id, found.Build, $"deployments/{found.Project}/builds/{found.Build}", found.Size, found.Files, StateJson.Time(found.At)));
    }
}

/// <param name="StoragePath">Where it is laid out, under the data folder.</param>
internal sealed record ArtifactAnswer(string Id, string BuildId, string StoragePath, long Size, int FileCount, string CreatedAt);
