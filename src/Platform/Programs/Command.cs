using System.Diagnostics;
using System.Text;

namespace MiniVercel.Platform.Programs;

/// <summary>A program run to its end: by argument list, never through a shell, never for longer than its time.</summary>
public static class Command
{
    private const int KeptCharacters = 8_000;

    /// <summary>How long a finished program's output is waited for: a server it left behind may hold the pipe open for ever.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(5);

    public static async Task<CommandResult> Run(
        ProcessStartInfo info, TimeSpan timeout, string? input = null, CancellationToken cancellationToken = default)
    {
        info.RedirectStandardInput = info.RedirectStandardOutput = info.RedirectStandardError = true;
        var output = new StringBuilder();

        using var process = Process.Start(info)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        var reading = Task.WhenAll(Keep(process.StandardOutput, output), Keep(process.StandardError, output));
        try
        {
            await Feed(process, input);
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await End(process);
            return new CommandResult(-1, $"{info.FileName} did not end within {timeout.TotalSeconds:0} s. {Text(output)}");
        }
        catch (OperationCanceledException)
        {
            await End(process);
            throw;
        }

        await Task.WhenAny(reading, Task.Delay(OutputGrace, cancellationToken));
        return new CommandResult(process.ExitCode, Text(output));
    }

    /// <summary>With all that it has started: half of initdb would go on without the other half.</summary>
    private static async Task End(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(OutputGrace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task Feed(Process process, string? input)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says why.
        }
    }

    private static async Task Keep(StreamReader reader, StringBuilder output)
    {
        var buffer = new char[1024];
        try
        {
            while (await reader.ReadAsync(buffer) is var count and > 0)
                Append(output, buffer.AsSpan(0, count));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process was let go of before its pipe ended.
        }
    }

    private static void Append(StringBuilder output, ReadOnlySpan<char> text)
    {
        lock (output)
        {
            output.Append(text);
            if (output.Length > KeptCharacters)
                output.Remove(0, output.Length - KeptCharacters);
        }
    }

    private static string Text(StringBuilder output)
    {
        lock (output)
            return output.ToString().Trim();
    }
}

/// <param name="ExitCode">Zero is success; -1 is a program that ran out of time.</param>
/// <param name="Output">The end of what it printed, on both streams.</param>
public readonly record struct CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
