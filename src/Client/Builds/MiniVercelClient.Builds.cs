namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    /// <summary>The project's builds, the newest first.</summary>
    public IAsyncEnumerable<Build> ListBuildsAsync(string projectId, int pageSize = 20, CancellationToken ct = default) =>
        PagesAsync($"api/projects/{Escape(projectId)}/builds?limit={pageSize}", ApiJson.Default.PageBuild, ct);

    public Task<Build> GetBuildAsync(string id, CancellationToken ct = default) =>
        GetAsync($"api/builds/{Escape(id)}", ApiJson.Default.Build, ct);

    public Task<Build> StartBuildAsync(string projectId, NewBuild build, CancellationToken ct = default) =>
        PostAsync($"api/projects/{Escape(projectId)}/builds", build, ApiJson.Default.NewBuild, ApiJson.Default.Build, ct);

    public Task<Build> CancelBuildAsync(string id, CancellationToken ct = default) =>
        AskAsync(HttpMethod.Post, $"api/builds/{Escape(id)}/cancel", content: null, ApiJson.Default.Build, Patience, ct);

    public Task DeleteBuildAsync(string id, CancellationToken ct = default) =>
        TellAsync(HttpMethod.Delete, $"api/builds/{Escape(id)}", content: null, Patience, ct);
}
