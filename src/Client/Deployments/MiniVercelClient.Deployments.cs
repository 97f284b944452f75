using System.Net.Http.Json;

namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    // The server starts the app, proves it healthy and switches before it answers.
    private static readonly TimeSpan ActivationPatience = TimeSpan.FromMinutes(3);

    /// <summary>The project's deployments, the newest first.</summary>
    public IAsyncEnumerable<Deployment> ListDeploymentsAsync(string projectId, CancellationToken ct = default) =>
        PagesAsync($"api/projects/{Escape(projectId)}/deployments?limit=20", ApiJson.Default.PageDeployment, ct);

    public Task<Deployment> GetDeploymentAsync(string id, CancellationToken ct = default) =>
        GetAsync($"api/deployments/{Escape(id)}", ApiJson.Default.Deployment, ct);

    /// <summary>Makes a deployment of a build and answers when its activation has ended; one that ended badly is a refusal.</summary>
    public Task<Deployment> ActivateBuildAsync(Build build, CancellationToken ct = default) => AskAsync(
        HttpMethod.Post, $"api/projects/{Escape(build.ProjectId)}/deployments?wait=true",
        JsonContent.Create(new NewDeployment { BuildId = build.Id }, ApiJson.Default.NewDeployment), ApiJson.Default.Deployment, ActivationPatience, ct);

    /// <summary>Makes a new deployment of that one's build and answers when its activation has ended; one that ended badly is a refusal.</summary>
    public Task<Deployment> ActivateAsync(string id, CancellationToken ct = default) =>
        AskAsync(HttpMethod.Post, $"api/deployments/{Escape(id)}/activate?wait=true", content: null, ApiJson.Default.Deployment, ActivationPatience, ct);
}
