using System.Diagnostics;
using System.Text.Json;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Contenders;

/// <summary>
/// A contender in a process of its own, so that no engine shares a heap or a thread pool with its rival; and the
/// program may be another build of this one, with another engine in it.
/// </summary>
internal sealed class ContenderProcess : IContender
{
    /// <summary>Before an answer: whatever else stands on the output is the silo's log.</summary>
    public const string Mark = "=> ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);
    private readonly Process _process;

    private ContenderProcess(Process process) => _process = process;

    public static async Task<ContenderProcess> Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "contender", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var contender = new ContenderProcess(process);
        await contender.Answer(); // It is ready.
        return contender;
    }

    public async Task<Measurement> Measure(string what, int inFlight)
    {
        await _process.StandardInput.WriteLineAsync($"{what} {inFlight}");
        await _process.StandardInput.FlushAsync();
        return JsonSerializer.Deserialize<Measurement>(await Answer())!;
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
    }

    /// <summary>How long an engine takes to put half a million grains away is not what is measured.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(EndsWithin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Kill();
    }

    /// <summary>The contender's side: measures what is asked for, line by line, until nobody asks any more.</summary>
    public static async Task Serve(IContender contender)
    {
        Console.WriteLine(Mark);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            var measured = await contender.Measure(words[0], int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
            Console.WriteLine(Mark + JsonSerializer.Serialize(measured));
        }
    }

    private async Task<string> Answer()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                return line[Mark.Length..];
            await Console.Error.WriteLineAsync(line);
        }

        throw new InvalidOperationException("The contender ended without an answer.");
    }
}
