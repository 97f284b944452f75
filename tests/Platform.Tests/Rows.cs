using Dapper;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Storage;
using MiniVercel.Projects;

namespace MiniVercel.Platform.Tests;

/// <summary>Records as grains would have written them.</summary>
public sealed class Rows(Database database)
{
    private readonly PostgresGrainStorage _storage = new(database);

    public async Task<ProjectId> Project(string? name = null)
    {
        var id = NewId.Of<ProjectId>(TimeProvider.System);
        await Write("projects", id.Value, new ProjectState
        {
            Team = TeamId.Default,
            Settings = new ProjectSettings(name ?? id.Value.Replace('_', '-')),
            CreatedAt = DateTimeOffset.UtcNow,
        });
        return id;
    }

    public Task DeleteProject(ProjectId project) =>
        Change<ProjectState>("projects", project.Value, state => state with { DeletedAt = DateTimeOffset.UtcNow });

    public async Task<BuildId> Build(ProjectId project, BuildStatus status = BuildStatus.Building, int attempt = 1)
    {
        var id = NewId.Of<BuildId>(TimeProvider.System);
        await Write("builds", id.Value, new BuildState
        {
            Team = TeamId.Default,
            ProjectId = project,
            ShortId = NewId.ShortId(),
            Status = status,
            Attempt = attempt,
            CreatedAt = DateTimeOffset.UtcNow,
        });
        return id;
    }

    /// <summary>The team has brought everything that the artifact needs.</summary>
    public Task Brought(Manifest manifest, TeamId? team = null) => database.Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(
        """
        insert into team_blobs (team_id, blob, size, pinned_until)
        select @team, blob, 1, clock_timestamp() + interval '1 day' from unnest(@blobs) as blob on conflict do nothing
        """,
        new { team = (team ?? TeamId.Default).Value, blobs = manifest.Contents.Select(c => c.Blob.ToString()).ToArray() },
        cancellationToken: token)));

    public Task ChangeBuild(BuildId build, Func<BuildState, BuildState> change) => Change("builds", build.Value, change);

    /// <summary>An activation under way, in its first attempt.</summary>
    public async Task<ActivationOrder> Deployment(ProjectId project, BuildId build, long generation)
    {
        var id = NewId.Of<DeploymentId>(TimeProvider.System);
        var order = new ActivationOrder(TeamId.Default, project, build, id, generation, IsRollback: false);
        await Write("deployments", id.Value, new DeploymentState
        {
            Order = order,
            Team = TeamId.Default,
            ProjectId = project,
            BuildId = build,
            Attempt = 1,
            CreatedAt = DateTimeOffset.UtcNow,
        });
        return order;
    }

    public Task ChangeDeployment(DeploymentId deployment, Func<DeploymentState, DeploymentState> change) =>
        Change("deployments", deployment.Value, change);

    private async Task Change<T>(string table, string id, Func<T, T> change)
    {
        var record = new GrainState<T>();
        await _storage.ReadStateAsync(table, GrainId.Create(table, id), record);
        record.State = change(record.State!);
        await _storage.WriteStateAsync(table, GrainId.Create(table, id), record);
    }

    private Task Write<T>(string table, string id, T state) =>
        _storage.WriteStateAsync(table, GrainId.Create(table, id), new GrainState<T>(state));
}
