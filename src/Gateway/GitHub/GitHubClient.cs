using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.GitHub;

/// <summary>GitHub has refused, or could not be asked.</summary>
/// <param name="Status">0 where there was no answer.</param>
/// <param name="Message">For people to read; it never holds what the call was authorised with.</param>
/// <param name="Wait">How long it wants to be left alone, if it says so.</param>
public sealed class GitHubException(int status, string message, TimeSpan? wait = null) : Exception(message)
{
    public int Status { get; } = status;

    public TimeSpan? Wait { get; } = wait;
}

/// <summary>Calls GitHub's API, within bounds of time and size.</summary>
public sealed class GitHubClient(IHttpClientFactory clients, GitHubSettings settings)
{
    public const string Client = "github";
    private const int LongestReason = 200;
    private const int MostPages = 10;

    public Task<JsonElement> Get(string path, string token, CancellationToken cancellationToken) =>
        Send(HttpMethod.Get, settings.ApiOf(path), token, null, cancellationToken);

    public Task<JsonElement> Post(string path, string token, object body, CancellationToken cancellationToken) =>
        Send(HttpMethod.Post, settings.ApiOf(path), token, JsonContent.Create(body, options: ApiJson.Options), cancellationToken);

    public Task<JsonElement> Patch(string path, string token, object body, CancellationToken cancellationToken) =>
        Send(HttpMethod.Patch, settings.ApiOf(path), token, JsonContent.Create(body, options: ApiJson.Options), cancellationToken);

    /// <summary>Everything of a list, up to a thousand.</summary>
    public async Task<IReadOnlyList<JsonElement>> List(string path, string token, CancellationToken cancellationToken)
    {
        const int pageSize = 100;
        var all = new List<JsonElement>();
        for (var page = 1; page <= MostPages; page++)
        {
            var part = await Get($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}per_page={pageSize}&page={page}", token, cancellationToken);
            if (part.ValueKind != JsonValueKind.Array)
                break;
            all.AddRange(part.EnumerateArray());
            if (part.GetArrayLength() < pageSize)
                break;
        }

        return all;
    }

    /// <summary>A token for the code that somebody has come back with.</summary>
    public Task<JsonElement> Exchange(IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken) =>
        Send(HttpMethod.Post, settings.UrlOf("/login/oauth/access_token"), null, new FormUrlEncodedContent(form), cancellationToken);

    private async Task<JsonElement> Send(HttpMethod method, Uri url, string? token, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("mini-vercel", null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(token is null ? "application/json" : "application/vnd.github+json"));
        if (token is not null)
        {
            request.Headers.Add("x-github-api-version", "2022-11-28");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new GitHubException((int)response.StatusCode, $"{method} {url.AbsolutePath} was answered {(int)response.StatusCode}{Reason(bytes)}", WaitOf(response));
            return bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or FormatException
            or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new GitHubException(0, $"{method} {url.AbsolutePath} had no answer that could be read: {e.Message}");
        }
    }

    private static string Reason(byte[] body)
    {
        try
        {
            var said = JsonSerializer.Deserialize<JsonElement>(body).Text("message");
            return said is null ? "" : $": {said[..Math.Min(said.Length, LongestReason)]}";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static TimeSpan? WaitOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}

internal static class GitHubJson
{
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number) ? number : null;

    public static bool IsTrue(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
