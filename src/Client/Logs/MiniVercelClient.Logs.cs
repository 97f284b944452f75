using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    /// <summary>The lines written so far, after the line <paramref name="after"/> or from the first one on.</summary>
    public async IAsyncEnumerable<LogLine> ReadLogAsync(LogSource log, long? after = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var page = await GetAsync(log.PathAfter(after), ApiJson.Default.LogPage, ct);
            var fresh = page.Items.Where(line => after is null || line.Seq > after).ToList();
            foreach (var line in fresh)
                yield return line;
            if (fresh.Count == 0)
                yield break;
            after = fresh[^1].Seq;
        }
    }

    /// <summary>One connection to a log as it grows. It may break at any line; <see cref="LogFollower"/> mends that.</summary>
    public async IAsyncEnumerable<LogEvent> StreamLogAsync(LogSource log, long? after, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, log.PathAfter(after));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after.Value.ToString(CultureInfo.InvariantCulture));

        using var response = await OpenStreamAsync(request, ct);
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        await using var events = SseParser.Create(body).EnumerateAsync(ct).GetAsyncEnumerator(ct);
        while (await NextAsync(events))
        {
            switch (events.Current.EventType)
            {
                case "status" when SaysTheEnd(events.Current.Data):
                    yield return new LogEvent.Ended();
                    break;
                case SseParser.EventTypeDefault:
                    yield return new LogEvent.Line(Parse(events.Current.Data, ApiJson.Default.LogLine));
                    break;
            }
        }
    }

    private async Task<HttpResponseMessage> OpenStreamAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(request, ct);
        }
        catch (Exception e) when (IsSilence(e))
        {
            throw new ServerUnreachableException(Server, $"Nothing answers at {Server}", e);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (IsSilence(e))
        {
            throw new ServerUnreachableException(Server, $"The connection to {Server} broke.", e);
        }
    }

    private bool SaysTheEnd(string data) => BuildStatus.IsEnd(Parse(data, ApiJson.Default.LogStatus).Status);

    private T Parse<T>(string data, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            // Half an event is what a connection cut by a proxy leaves behind; asking again brings the whole.
            throw new ServerUnreachableException(Server, $"The connection to {Server} broke.", e);
        }
    }
}
