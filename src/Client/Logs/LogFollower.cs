namespace MiniVercel.Client;

/// <summary>
/// Follows a log as it grows: through broken connections, without losing a line and without telling one twice.
/// </summary>
public sealed class LogFollower(MiniVercelClient client, TimeProvider clock)
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    // A connection can die without a word; then only asking shows that the build has ended.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>Follows a build to its end, and returns it as it ended.</summary>
    public async Task<Build> FollowBuildAsync(string id, Action<LogLine> onLine, CancellationToken ct)
    {
        var log = LogSource.OfBuild(id);
        long? told = null;
        var outage = new Outage(clock);
        while (true)
        {
            try
            {
                var complete = await ReadUntilItBreaksAsync(id, log, Tell, () => told, ct);
                var build = await client.GetBuildAsync(id, ct);
                if (build.HasEnded)
                {
                    if (!complete)
                        await ReadRestAsync(log, told, Tell, ct);
                    return build;
                }
                outage.IsOver();
            }
            catch (Exception e) when (Outage.IsOne(e))
            {
                outage.Bear(e);
            }
            await Task.Delay(outage.Pause(ReconnectAfter), clock, ct);
        }

        void Tell(LogLine line)
        {
            if (told is not null && line.Seq <= told)
                return;
            told = line.Seq;
            onLine(line);
        }
    }

    /// <summary>Follows the log of a running app, until the caller has had enough.</summary>
    public async Task FollowDeploymentAsync(string id, Action<LogLine> onLine, CancellationToken ct)
    {
        var log = LogSource.OfDeployment(id);
        long? told = null;
        var outage = new Outage(clock);
        while (true)
        {
            try
            {
                await foreach (var said in client.StreamLogAsync(log, told, ct))
                {
                    outage.IsOver();
                    if (said is LogEvent.Ended)
                        return;
                    if (said is LogEvent.Line { Written: var line } && (told is null || line.Seq > told))
                    {
                        told = line.Seq;
                        onLine(line);
                    }
                }
            }
            catch (Exception e) when (Outage.IsOne(e))
            {
                outage.Bear(e);
            }
            await Task.Delay(outage.Pause(ReconnectAfter), clock, ct);
        }
    }

    /// <returns>Whether the stream itself said that it is complete.</returns>
    private async Task<bool> ReadUntilItBreaksAsync(string id, LogSource log, Action<LogLine> tell, Func<long?> told, CancellationToken ct)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lookout = StopReadingWhenEndedAsync(id, reading);
        try
        {
            await foreach (var said in client.StreamLogAsync(log, told(), reading.Token))
            {
                if (said is LogEvent.Ended)
                    return true;
                if (said is LogEvent.Line { Written: var line })
                    tell(line);
            }
            return false;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
        catch (ServerUnreachableException)
        {
            // The question that follows shows whether it is only this connection or the server.
            return false;
        }
        finally
        {
            await reading.CancelAsync();
            await lookout;
        }
    }

    private async Task StopReadingWhenEndedAsync(string id, CancellationTokenSource reading)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, clock, reading.Token);
                try
                {
                    if ((await client.GetBuildAsync(id, reading.Token)).HasEnded)
                        break;
                }
                catch (Exception e) when (e is ApiException or ServerUnreachableException)
                {
                    // The reader will meet the same and deal with it.
                }
            }
            // The stream may be about to say so itself, after its last lines.
            await Task.Delay(ReconnectAfter, clock, reading.Token);
            await reading.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // Reading is over: the lookout is not needed any more.
        }
    }

    private async Task ReadRestAsync(LogSource log, long? after, Action<LogLine> tell, CancellationToken ct)
    {
        await foreach (var line in client.ReadLogAsync(log, after, ct))
            tell(line);
    }
}
