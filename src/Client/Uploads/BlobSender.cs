using Polly;
using Polly.Retry;

namespace MiniVercel.Client;

/// <summary>Sends the blobs a server misses, several at a time, and does not give up at the first broken line.</summary>
public sealed class BlobSender(MiniVercelClient client, TimeProvider clock)
{
    public const int Parallel = 8;
    public const int Retries = 5;

    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Retries,
            ShouldHandle = new PredicateBuilder()
                .Handle<ServerUnreachableException>()
                .Handle<ApiException>(refusal => refusal.IsPassing),
            DelayGenerator = static attempt => ValueTask.FromResult<TimeSpan?>(DelayBefore(attempt.AttemptNumber)),
        })
        .Build();

    /// <param name="onSent">Told of each blob that has arrived; several may arrive at once.</param>
    public Task SendAsync(string uploadId, IEnumerable<LocalBlob> blobs, Action<LocalBlob> onSent, CancellationToken ct) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            blobs,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct },
            async (blob, token) =>
            {
                await _retry.ExecuteAsync(async attempt => await client.PutBlobAsync(uploadId, blob, attempt), token);
                onSent(blob);
            });

    /// <summary>1, 2, 4, 8, 16 seconds, each up to a quarter longer: eight senders that failed together should not return together.</summary>
    private static TimeSpan DelayBefore(int attempt) =>
        TimeSpan.FromSeconds(Math.Pow(2, attempt) * (1 + (Random.Shared.NextDouble() / 4)));
}
