using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniVercel.Client;

/// <summary>
/// The REST API of a Mini Vercel server, typed. A refusal is an <see cref="ApiException"/>, silence a
/// <see cref="ServerUnreachableException"/>. The calls of each noun are in that noun's folder.
/// </summary>
public sealed partial class MiniVercelClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    /// <param name="server">Where the server answers, such as <c>http://localhost:8080</c>.</param>
    /// <param name="token">An API token or access JWT; without one only the open endpoints answer.</param>
    public MiniVercelClient(Uri server, string? token)
    {
        Server = server;
        var handler = new SocketsHttpHandler
        {
            // The API never redirects, and a token must not travel to where a stranger points.
            AllowAutoRedirect = false,
            // Nor does a request to this very machine go through a proxy.
            UseProxy = !server.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/"),
            // Every call brings its own limit: a followed log has none, a question has a short one.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Server { get; }

    public void Dispose() => _http.Dispose();

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct) =>
        AskAsync(HttpMethod.Get, path, content: null, type, Patience, ct);

    private Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken ct) =>
        AskAsync(HttpMethod.Post, path, JsonContent.Create(body, bodyType), type, Patience, ct);

    private async Task<T> AskAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, TimeSpan patience, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(request, patience, async (response, limited) =>
        {
            try
            {
                return await response.Content.ReadFromJsonAsync(type, limited) ?? throw new JsonException("null");
            }
            catch (JsonException)
            {
                throw new ApiException(response.StatusCode, new Problem
                {
                    Title = $"What answers at {Server} does not speak the Mini Vercel API",
                    Detail = $"{method} /{path} did not bring the JSON it should. Is this the right server?",
                });
            }
        }, ct);
    }

    private async Task TellAsync(HttpMethod method, string path, HttpContent? content, TimeSpan patience, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        await SendAsync(request, patience, static (_, _) => Task.FromResult(true), ct);
    }

    /// <summary>The one place where a request leaves and where every way of not getting an answer becomes an exception with a name.</summary>
    private async Task<T> SendAsync<T>(
        HttpRequestMessage request, TimeSpan patience, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            using var response = await OpenAsync(request, limit.Token);
            return await read(response, limit.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ServerUnreachableException(Server, $"{Server} did not answer within {patience.TotalSeconds:0} seconds.", e);
        }
        catch (Exception e) when (IsSilence(e))
        {
            throw new ServerUnreachableException(Server, $"Nothing answers at {Server}", e);
        }
    }

    /// <summary>A connection that is torn as soon as it is made comes out of the HTTP client as its socket's own exception.</summary>
    private static bool IsSilence(Exception e) => e is HttpRequestException or IOException or SocketException;

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new ApiException(response.StatusCode, await ReadProblemAsync(response, ct));
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var fallback = new Problem { Title = $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}" };
        try
        {
            if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
                return fallback;
            var problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, ct);
            return problem is null ? fallback : problem with { Title = problem.Title ?? fallback.Title };
        }
        catch (JsonException)
        {
            return fallback;
        }
    }

    /// <summary>Walks a whole list, asking for the next part only when the reader has come that far.</summary>
    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path, JsonTypeInfo<Page<T>> type, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var separator = path.Contains('?') ? '&' : '?';
        for (string? cursor = null; ;)
        {
            var page = await GetAsync(cursor is null ? path : $"{path}{separator}cursor={Escape(cursor)}", type, ct);
            foreach (var item in page.Items)
                yield return item;
            if (string.IsNullOrEmpty(page.Next) || page.Next == cursor)
                yield break;
            cursor = page.Next;
        }
    }

    private static string Escape(string value) => Uri.EscapeDataString(value);
}
