using MiniVercel.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Building;

/// <summary>
/// Writes one attempt's lines: into storage first, one batch at a time, and only then are those who watch told how far
/// it goes. When the build is no longer the attempt's own, nothing more is stored and the attempt is told to stop.
/// </summary>
public sealed class BuildLog : IAsyncDisposable
{
    /// <summary>As many again are being stored meanwhile.</summary>
    private const int MostLines = 2_000;
    private const int MostCharacters = 2_000_000;

    private readonly BuildId _build;
    private readonly int _attempt;
    private readonly BuildLogStore _store;
    private readonly IBuildGrain _grain;
    private readonly Patience _patience;
    private readonly TimeProvider _clock;
    private readonly WaitingLines _lines = new(MostLines, MostCharacters);
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _writing;
    private string? _step;

    private BuildLog(
        BuildId build, int attempt, long lastSeq, BuildLogStore store, IBuildGrain grain, Patience patience, TimeProvider clock,
        CancellationToken stop)
    {
        (_build, _attempt, _store, _grain, _patience, _clock) = (build, attempt, store, grain, patience, clock);
        LastSeq = lastSeq;
        _writing = Task.Run(() => WriteBatches(stop), CancellationToken.None);
    }

    /// <summary>The step that lines belong to from now on.</summary>
    public BuildStep Step
    {
        set => _step = value.Word();
    }

    /// <summary>What no line may show from now on.</summary>
    public SecretMask Mask { get; set; } = SecretMask.None;

    /// <summary>The number of the last line said, whether stored already or not.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Ends when the build is no longer this attempt's.</summary>
    public CancellationToken Lost => _lost.Token;

    public static async Task<BuildLog> Open(
        BuildId build, int attempt, BuildLogStore store, IBuildGrain grain, Patience patience, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var lastSeq = await patience.Work(() => store.LastSeq(build, cancellationToken), cancellationToken);
        return new BuildLog(build, attempt, lastSeq, store, grain, patience, clock, cancellationToken);
    }

    /// <summary>Says a line of the platform's own.</summary>
    public ValueTask Say(string text, CancellationToken cancellationToken) => Write("system", Mask.Apply(text), cancellationToken);

    /// <summary>A line as it is, what it must not show masked by the caller. One that is given up while it waits for room has not been said, and leaves no gap behind.</summary>
    public async ValueTask Write(string stream, string text, CancellationToken cancellationToken)
    {
        var line = new LogLine(LastSeq + 1, _clock.GetUtcNow(), stream, _step, text);
        await _lines.Add(line, cancellationToken);
        LastSeq = line.Seq;
    }

    /// <summary>Returns when every line said is stored.</summary>
    public async Task Finish()
    {
        _lines.End();
        await _writing;
    }

    public async ValueTask DisposeAsync()
    {
        _lines.End();
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lost.Dispose();
    }

    private async Task WriteBatches(CancellationToken stop)
    {
        try
        {
            await WriteEach(stop);
        }
        catch (Exception e)
        {
            // Whoever writes next must not wait for room that nobody makes.
            _lines.End(e);
            throw;
        }
    }

    /// <summary>However long the database is away, the lines wait for it; only who stops the silo stops that.</summary>
    private async Task WriteEach(CancellationToken stop)
    {
        while (await _lines.Take() is { Count: > 0 } batch)
        {
            if (_lost.IsCancellationRequested)
                continue; // drained, so that whoever writes does not wait for ever
            if (!await _patience.Work(() => _store.Append(_build, _attempt, batch, CancellationToken.None), stop))
                await _lost.CancelAsync();
            else
                await _grain.LinesWritten(batch[^1].Seq);
        }
    }
}
