using System.Threading.Channels;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Silo.Building;

/// <summary>
/// Lines on their way from the one who writes them to the one who stores them, as many as a bound allows. They are taken all at once:
/// handed over one by one, each of a million would wake somebody.
/// </summary>
/// <param name="mostLines">How many wait at the most.</param>
/// <param name="mostCharacters">How long they are together, one line more or less.</param>
internal sealed class WaitingLines(int mostLines, int mostCharacters)
{
    private readonly Lock _gate = new();
    private List<LogLine> _waiting = [];
    private List<LogLine> _taken = [];
    private long _characters;
    private TaskCompletionSource? _arrival;
    private TaskCompletionSource? _departure;
    private bool _hasEnded;
    private Exception? _why;

    /// <summary>Waits for room where there is none.</summary>
    /// <exception cref="ChannelClosedException">Nobody takes lines any more.</exception>
    public async ValueTask Add(LogLine line, CancellationToken cancellationToken)
    {
        while (TryAdd(line) is { } departure)
            await departure.WaitAsync(cancellationToken);
    }

    /// <summary>All that wait, in their order, when there are any; none when there will be no more. They are valid until the next call.</summary>
    public async ValueTask<IReadOnlyList<LogLine>> Take()
    {
        while (TryTake() is { } arrival)
            await arrival;
        return _taken;
    }

    /// <summary>What waits can still be taken.</summary>
    public void End(Exception? why = null)
    {
        lock (_gate)
        {
            (_hasEnded, _why) = (true, _why ?? why);
            Signal(ref _arrival);
            Signal(ref _departure);
        }
    }

    /// <summary>Nothing, or what to wait for before the next try.</summary>
    private Task? TryAdd(LogLine line)
    {
        lock (_gate)
        {
            if (_hasEnded)
                throw new ChannelClosedException("The log takes no more lines.", _why);
            if (_waiting.Count >= mostLines || _characters >= mostCharacters)
                return AwaitNext(ref _departure);
            _waiting.Add(line);
            _characters += line.Text.Length;
            Signal(ref _arrival);
            return null;
        }
    }

    private Task? TryTake()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_hasEnded)
                return AwaitNext(ref _arrival);
            _taken.Clear();
            (_waiting, _taken, _characters) = (_taken, _waiting, 0);
            Signal(ref _departure);
            return null;
        }
    }

    private static Task AwaitNext(ref TaskCompletionSource? next) =>
        (next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static void Signal(ref TaskCompletionSource? next)
    {
        next?.SetResult();
        next = null;
    }
}
