using MiniVercel.Platform.Sandbox;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>Writes what the commands of an attempt print into its log, line by line, up to what a log holds.</summary>
internal sealed class CommandOutput(BuildLog log) : IBoxOutput, IDisposable
{
    private const int MostLines = 1_000_000;
    private const long MostCharacters = 100_000_000;
    private const int RememberedLines = 1_000;

    private readonly PrintedLines _printed = new(log.Mask);
    private readonly Queue<string> _last = new();

    /// <summary>The log has one writer, and a command prints to both streams at once.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private int _lines;
    private long _characters;

    /// <summary>The end of what the last command has printed.</summary>
    public IReadOnlyCollection<string> Last => _last;

    public void Begin() => _last.Clear();

    public async ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            foreach (var line in _printed.Take(stream, bytes))
                await Write(stream, line, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Writes what a command has printed last without ending the line.</summary>
    public async Task End(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            foreach (var stream in new[] { BoxStream.Out, BoxStream.Error })
            {
                foreach (var line in _printed.Rest(stream))
                    await Write(stream, line, cancellationToken);
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task Write(BoxStream stream, string line, CancellationToken cancellationToken)
    {
        _last.Enqueue(line);
        if (_last.Count > RememberedLines)
            _last.Dequeue();

        var hadRoom = HasRoom;
        (_lines, _characters) = (_lines + 1, _characters + line.Length);
        if (HasRoom)
            await log.Write(PrintedLines.Word(stream), line, cancellationToken);
        else if (hadRoom)
            await log.Say("The log is full: what else the commands print is left out. The build goes on.", cancellationToken);
    }

    private bool HasRoom => _lines <= MostLines && _characters <= MostCharacters;
}
