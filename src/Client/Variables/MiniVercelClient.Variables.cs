namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    /// <param name="projectId">The project.</param>
    /// <param name="reveal">Whether the values are to come along; only owners may ask for that, and it is written down.</param>
    /// <param name="ct">Ends the waiting.</param>
    public IAsyncEnumerable<Variable> ListVariablesAsync(string projectId, bool reveal = false, CancellationToken ct = default) =>
        PagesAsync($"api/projects/{Escape(projectId)}/env?limit=100{(reveal ? "&reveal=true" : "")}", ApiJson.Default.PageVariable, ct);

    public async Task<IReadOnlyList<Variable>> AddVariablesAsync(string projectId, NewVariables variables, CancellationToken ct = default) =>
        (await PostAsync($"api/projects/{Escape(projectId)}/env", variables, ApiJson.Default.NewVariables, ApiJson.Default.PageVariable, ct)).Items;

    /// <param name="projectId">The project.</param>
    /// <param name="key">The variable.</param>
    /// <param name="target">Which one is meant, where the key has a value for each.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task DeleteVariableAsync(string projectId, string key, string? target = null, CancellationToken ct = default) =>
        TellAsync(
            HttpMethod.Delete, $"api/projects/{Escape(projectId)}/env/{Escape(key)}{(target is null ? "" : $"?target={Escape(target)}")}", content: null, Patience, ct);
}
