using System.Diagnostics;
using System.Text;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>The process of a running command: what it prints, and how it ends.</summary>
internal sealed class BoxProcess : IDisposable
{
    /// <summary>What a command prints first, so that we know that the box stands: what comes without it is about the walls.</summary>
    public const byte Ready = 0x06;

    private const int PieceSize = 32 << 10;
    private const int LongestComplaint = 8_000;

    /// <summary>Whoever prints line by line would have us wake for each of them. Left alone for a moment, they become a piece.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    private readonly Process _process;
    private readonly TaskCompletionSource<bool> _stands = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _complaint = new();

    private BoxProcess(Process process) => (_process, Id) = (process, process.Id);

    public int Id { get; }

    /// <summary>Whether it got as far as the command; asked when it has ended.</summary>
    public bool Stood => _stands.Task is { IsCompletedSuccessfully: true, Result: true };

    /// <summary>What the programs that put up the walls said when they could not.</summary>
    public string Complaint => _complaint.ToString().Trim();

    /// <summary>Ends when what is printed is not taken any more, and never otherwise.</summary>
    public Task Refused => _refused.Task;

    public Task Exited => _process.WaitForExitAsync(CancellationToken.None);

    /// <summary>A shell and bubblewrap put it like this: a signal is 128 and its number.</summary>
    public BoxEnding Ending => _process.ExitCode is > 128 and < 128 + 65 and var code
        ? new BoxEnding.Signalled(code - 128)
        : new BoxEnding.Exited(_process.ExitCode);

    public static async Task<BoxProcess> Start(IReadOnlyList<string> line, IEnumerable<KeyValuePair<string, string>> environment, string folder)
    {
        var info = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return new BoxProcess(await Starter.Start(info));
    }

    /// <summary>Gives it all that it reads. Until then it waits at the door, and can be prepared for.</summary>
    public async Task Feed(ReadOnlyMemory<byte> input)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading, and its complaint says why.
        }
    }

    /// <summary>Tells it a line; one that has ended does not hear it.</summary>
    public async Task Tell(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // What it does not print any more says so.
        }
    }

    /// <summary>The next line it prints; empty if it ends without one.</summary>
    public async Task<string> NextLine(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? "";

    /// <summary>Hands on what it prints until nobody holds its pipes any more.</summary>
    public Task Print(IBoxOutput output, CancellationToken cancellationToken) =>
        Task.WhenAll(PrintOut(output, cancellationToken), PrintErrors(output, cancellationToken));

    public void Kill() => SystemCalls.Kill(Id);

    public void Dispose() => _process.Dispose();

    private async Task PrintOut(IBoxOutput output, CancellationToken cancellationToken)
    {
        var stream = _process.StandardOutput.BaseStream;
        try
        {
            var first = new byte[1];
            if (await stream.ReadAsync(first, CancellationToken.None) == 0 || first[0] != Ready)
                return;
            _stands.SetResult(true);
            await HandOn(stream, BoxStream.Out, output, cancellationToken);
        }
        finally
        {
            _stands.TrySetResult(false);
        }
    }

    private async Task PrintErrors(IBoxOutput output, CancellationToken cancellationToken)
    {
        var stream = _process.StandardError.BaseStream;
        if (await _stands.Task)
        {
            await HandOn(stream, BoxStream.Error, output, cancellationToken);
            return;
        }

        var piece = new byte[LongestComplaint];
        while (await stream.ReadAsync(piece, CancellationToken.None) is var count and > 0)
        {
            if (_complaint.Length < LongestComplaint)
                _complaint.Append(Encoding.UTF8.GetString(piece, 0, count));
        }
    }

    /// <summary>Reading ends with the last process that can write, not before: so it also tells that all are gone.</summary>
    private async Task HandOn(Stream stream, BoxStream which, IBoxOutput output, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceSize];
        while (await stream.ReadAsync(piece, CancellationToken.None) is var count and > 0)
        {
            try
            {
                await output.Write(which, piece.AsMemory(0, count), cancellationToken);
            }
            catch
            {
                _refused.TrySetResult();
                throw;
            }

            if (count < PieceSize)
                await Task.Delay(Gathering, CancellationToken.None);
        }
    }
}
