using System.Net.Http.Json;

namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    public IAsyncEnumerable<Project> ListProjectsAsync(CancellationToken ct = default) =>
        PagesAsync("api/projects?limit=100", ApiJson.Default.PageProject, ct);

    public Task<Project> GetProjectAsync(string id, CancellationToken ct = default) =>
        GetAsync($"api/projects/{Escape(id)}", ApiJson.Default.Project, ct);

    /// <summary>The project of that name, or null.</summary>
    public async Task<Project?> FindProjectAsync(string name, CancellationToken ct = default)
    {
        // The server narrows the list by name; comparing again keeps this right with one that does not.
        await foreach (var project in PagesAsync($"api/projects?limit=100&name={Escape(name)}", ApiJson.Default.PageProject, ct))
        {
            if (project.Name == name)
                return project;
        }
        return null;
    }

    public Task<Project> CreateProjectAsync(NewProject project, CancellationToken ct = default) =>
        PostAsync("api/projects", project, ApiJson.Default.NewProject, ApiJson.Default.Project, ct);

    public Task<GitCredential> PutGitCredentialAsync(string projectId, NewGitCredential credential, CancellationToken ct = default) =>
        AskAsync(
            HttpMethod.Put, $"api/projects/{Escape(projectId)}/git-credential", JsonContent.Create(credential, ApiJson.Default.NewGitCredential),
            ApiJson.Default.GitCredential, Patience, ct);

    public Task DeleteGitCredentialAsync(string projectId, CancellationToken ct = default) =>
        TellAsync(HttpMethod.Delete, $"api/projects/{Escape(projectId)}/git-credential", content: null, Patience, ct);

    /// <summary>Gives the project to another team of the caller's, with all that it has.</summary>
    public Task<Project> TransferProjectAsync(string id, string teamId, CancellationToken ct = default) => PostAsync(
        $"api/projects/{Escape(id)}/transfer", new ProjectTransfer { TeamId = teamId }, ApiJson.Default.ProjectTransfer, ApiJson.Default.Project, ct);

    public Task DeleteProjectAsync(string id, CancellationToken ct = default) =>
        TellAsync(HttpMethod.Delete, $"api/projects/{Escape(id)}", content: null, Patience, ct);
}
