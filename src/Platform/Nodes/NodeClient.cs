using System.Net;
using MiniVercel.Platform.Blobs;

namespace MiniVercel.Platform.Nodes;

/// <summary>Speaks to the other nodes of the cluster, each proving to the other who it is.</summary>
public sealed class NodeClient(NodeIdentity identity) : IDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    private const long SlowestBytesPerSecond = 1 << 20;
    private const int LongestText = 16 << 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        SslOptions = identity.ForConnecting(),
        ConnectTimeout = ConnectWithin,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = 16,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // each content has a limit by its size
        MaxResponseContentBufferSize = LongestText,
    };

    /// <summary>Stores the content here, if the node has it and it is what its name says.</summary>
    /// <exception cref="HttpRequestException">The node did not say whether it has it.</exception>
    public Task<bool> Fetch(Node from, BlobKey key, long size, IBlobStore into, CancellationToken cancellationToken) => Within(
        size,
        async limit =>
        {
            using var answer = await _http.GetAsync(Url(from, key), HttpCompletionOption.ResponseHeadersRead, limit);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return false;
            answer.EnsureSuccessStatusCode();
            await using var content = await answer.Content.ReadAsStreamAsync(limit);
            return await into.Put(key, size, content, limit) is BlobWritten.Stored;
        },
        cancellationToken);

    /// <summary>Whether the node has the content now.</summary>
    public async Task<bool> Send(Node to, BlobKey key, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await Within(
            file.Length,
            async limit =>
            {
                using var content = new StreamContent(file);
                content.Headers.ContentLength = file.Length;
                using var answer = await _http.PutAsync(Url(to, key), content, limit);
                return answer.IsSuccessStatusCode;
            },
            cancellationToken);
    }

    /// <summary>What the node measures, as text.</summary>
    public Task<string> Metrics(Node of, CancellationToken cancellationToken) => Within(
        0, limit => _http.GetStringAsync(new Uri($"https://{of.Address}{NodeRequests.MetricsPath}"), limit), cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>A node that has fallen silent is no better than one that is gone.</summary>
    private static async Task<T> Within<T>(long size, Func<CancellationToken, Task<T>> talk, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerWithin + TimeSpan.FromSeconds(size / SlowestBytesPerSecond));
        try
        {
            return await talk(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException("The node did not answer in time.", e);
        }
    }

    private static Uri Url(Node node, BlobKey key) => new($"https://{node.Address}{NodeRequests.BlobPath}{key}");
}
