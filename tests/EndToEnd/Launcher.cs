using System.Diagnostics;
using System.Text;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors);

/// <summary>Runs `./minivercel` as a person does, with a data folder of the test's own.</summary>
internal sealed class Launcher(string data, IReadOnlyDictionary<string, string>? environment = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public Task<Outcome> Run(params string[] arguments) => RunWith("", arguments);

    /// <summary>With something on its standard input.</summary>
    public async Task<Outcome> RunWith(string input, params string[] arguments)
    {
        using var process = Start(input, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts `up` and returns when it says that it is ready.</summary>
    public async Task<(Process Process, Uri Address)> Up()
    {
        var process = Start("up", "--port", "0");
        var said = new StringBuilder();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            lock (said)
                said.AppendLine(line);
            if (line?.Contains("Mini Vercel is ready", StringComparison.Ordinal) == true)
                ready.TrySetResult();
        }

        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.ErrorDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(ready.Task.IsCompleted, $"up ended instead of being ready:\n{said}");
        return (process, new Uri((await File.ReadAllTextAsync(Path.Combine(data, "url"))).Trim()));
    }

    /// <summary>Runs `up` for as long as this takes, then presses Ctrl-C: nothing of it is left, and its end was a good one.</summary>
    public async Task WhileUp(Func<Uri, Task> use)
    {
        var (up, address) = await Up();
        try
        {
            await use(address);
        }
        finally
        {
            await up.Interrupt();
            await up.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(0, up.ExitCode);
        Assert.Empty(FolderProcesses.Of(data));
        Directory.Delete(data, recursive: true);
    }

    public Process Start(params string[] arguments) => Start("", arguments);

    private Process Start(string input, string[] arguments)
    {
        var start = Interruptible.Program(Path.Combine(Repository.Root, "minivercel"), arguments);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["MINIVERCEL_DATA"] = data;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return process;
    }
}
