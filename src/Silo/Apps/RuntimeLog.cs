using System.Globalization;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Apps;

/// <summary>
/// Stores what an app prints. The app is never made to wait for that, and does not die of it: what it prints faster than may be stored, or
/// while the database is away and the room for lines is full, is left out, and the log says how much that was.
/// </summary>
public sealed partial class RuntimeLog : IBoxOutput, IAsyncDisposable
{
    /// <summary>As many lines each second are stored; a long one counts for several.</summary>
    private const int LinesASecond = 1_000;
    private const int CharactersOfALine = 1_000;

    /// <summary>What waits to be stored, which is also what an app may print at once when it has been quiet before.</summary>
    private const int MostLines = 2_000;
    private const int MostCharacters = 1_000_000;

    /// <summary>Beside those, of the platform's own.</summary>
    private const int MostOwnLines = 100;

    private const int TailLines = 20;

    /// <summary>Lines that come one by one are stored together: a statement for each would be too many.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    /// <summary>Who ends a log does not wait longer than this for a database that is away.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    private readonly string _app;
    private readonly Guid _writer = Guid.NewGuid();
    private readonly SecretMask _mask;
    private readonly AppLogStore _store;
    private readonly Patience _patience;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();
    private readonly PrintedLines _printed;
    private readonly Queue<string> _tail = new();
    private readonly LineBudget _budget;
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly Task _storing;
    private List<LogLine> _waiting = [];
    private long _characters;
    private long _numbered;
    private long _leftOut;
    private bool _hasEnded;
    private bool _isFailing;

    internal RuntimeLog(string app, SecretMask mask, AppLogStore store, TimeProvider clock, ILogger logger)
    {
        (_app, _mask, _store, _clock, _logger) = (app, mask, store, clock, logger);
        _patience = Patience.Endless(clock);
        _printed = new PrintedLines(mask);
        _budget = new LineBudget(LinesASecond, MostLines, clock);
        _storing = Task.Run(Store);
    }

    /// <summary>The end of what the app has printed, whether it was stored or left out.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate)
                return [.. _tail];
        }
    }

    public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var line in _printed.Take(stream, bytes))
                Print(stream, line);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Says a line of the platform's own.</summary>
    public void Say(string text)
    {
        lock (_gate)
            Add("system", _mask.Apply(text), hasRoom: _waiting.Count < MostLines + MostOwnLines);
    }

    /// <summary>Takes the last line of a process that has ended, if it did not end the line itself.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            foreach (var stream in new[] { BoxStream.Out, BoxStream.Error })
            {
                foreach (var line in _printed.Rest(stream))
                    Print(stream, line);
            }
        }
    }

    /// <summary>Returns when everything is stored, or when it has to be given up.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_hasEnded)
                return;
            EndLine();
            _hasEnded = true;
            Wake();
        }

        await _ending.CancelAsync();
        _hurry.CancelAfter(EndsWithin);
        await _storing;
        _ending.Dispose();
        _hurry.Dispose();
        _news.Dispose();
    }

    private void Print(BoxStream stream, string line)
    {
        _tail.Enqueue(line);
        if (_tail.Count > TailLines)
            _tail.Dequeue();
        var hasRoom = _waiting.Count < MostLines && _characters < MostCharacters;
        Add(PrintedLines.Word(stream), line, hasRoom && _budget.Spend(1 + line.Length / CharactersOfALine));
    }

    private void Add(string stream, string text, bool hasRoom)
    {
        if (_hasEnded)
            return;
        if (hasRoom)
        {
            _waiting.Add(new LogLine(++_numbered, _clock.GetUtcNow(), stream, Step: null, text));
            _characters += text.Length;
        }
        else
        {
            _leftOut++;
        }

        Wake();
    }

    private void Wake()
    {
        if (_news.CurrentCount == 0)
            _news.Release();
    }

    private async Task Store()
    {
        while (true)
        {
            await _news.WaitAsync();
            var (lines, leftOut, areLast) = Take();
            if (lines.Count > 0 && !await Store(lines))
                LeaveOut(lines, leftOut);
            if (areLast)
                return;
            await Task.Delay(Gathering, _clock, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What waits, with a word about what was left out.</summary>
    private (IReadOnlyList<LogLine> Lines, long LeftOut, bool AreLast) Take()
    {
        lock (_gate)
        {
            var (lines, leftOut) = (_waiting, _leftOut);
            if (leftOut > 0)
                lines.Add(new LogLine(++_numbered, _clock.GetUtcNow(), "system", Step: null, Missing(leftOut)));
            (_waiting, _characters, _leftOut) = ([], 0, 0);
            return (lines, leftOut, _hasEnded);
        }
    }

    private static string Missing(long lines) => string.Create(
        CultureInfo.InvariantCulture, $"{lines:N0} {(lines == 1 ? "line is" : "lines are")} left out: the app printed faster than its log could be written.");

    /// <summary>However long the database is away, the lines wait for it, until the log has to end.</summary>
    private async Task<bool> Store(IReadOnlyList<LogLine> lines)
    {
        try
        {
            await _patience.Work(() => _store.Append(_app, _writer, lines, _hurry.Token), _hurry.Token);
            _isFailing = false;
            return true;
        }
        catch (Exception e)
        {
            if (!_isFailing)
                LogCannotStore(_app, e.Message);
            _isFailing = true;
            return false;
        }
    }

    private void LeaveOut(IReadOnlyList<LogLine> lines, long before)
    {
        lock (_gate)
        {
            _leftOut += before + (before > 0 ? lines.Count - 1 : lines.Count);
            Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {App} prints cannot be stored: {Error}")]
    private partial void LogCannotStore(string app, string error);
}
