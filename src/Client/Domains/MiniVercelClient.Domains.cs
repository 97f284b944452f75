namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    public IAsyncEnumerable<Domain> ListDomainsAsync(string projectId, CancellationToken ct = default) =>
        PagesAsync($"api/projects/{Escape(projectId)}/domains", ApiJson.Default.PageDomain, ct);

    public Task<Domain> AddDomainAsync(string projectId, string name, CancellationToken ct = default) => PostAsync(
        $"api/projects/{Escape(projectId)}/domains", new NewDomain { Name = name }, ApiJson.Default.NewDomain, ApiJson.Default.Domain, ct);

    /// <summary>Has the server look into the DNS now.</summary>
    public Task<Domain> VerifyDomainAsync(string projectId, string name, CancellationToken ct = default) => AskAsync(
        HttpMethod.Post, $"api/projects/{Escape(projectId)}/domains/{Escape(name)}/verify", content: null, ApiJson.Default.Domain, Patience, ct);

    public Task DeleteDomainAsync(string projectId, string name, CancellationToken ct = default) =>
        TellAsync(HttpMethod.Delete, $"api/projects/{Escape(projectId)}/domains/{Escape(name)}", content: null, Patience, ct);
}
