using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Sandbox.Kernel;

namespace MiniVercel.Platform.Git;

/// <summary>
/// The `git` program, run by argument list in a world of its own. Repositories are untrusted, and are parsed over there: a flaw
/// that one of them finds is a flaw in a process that sees nothing, not in this one.
/// </summary>
internal sealed partial class GitProgram(GitLimits limits, GitWalls walls)
{
    private const int LongestRecord = 64 << 10;
    private const int KeptErrors = 16 << 10;
    private const long MostMemory = 1L << 30;

    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(2);

    /// <summary>The first that can be told which addresses a name has.</summary>
    private static readonly Version Needed = new(2, 37);

    private static readonly Lazy<Task<string?>> WhyUnusable = new(LookAtVersion);

    /// <summary>Runs it to its end, for what it does.</summary>
    public async Task Run(GitHome home, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await foreach (var _ in Read(home, arguments, '\n', cancellationToken))
        {
            // Quiet as it is told to be, it still may say something; its end is what counts.
        }
    }

    /// <summary>What it prints, record by record. Whoever has read enough may stop, and so does the program.</summary>
    public async IAsyncEnumerable<string> Read(
        GitHome home, IEnumerable<string> arguments, char separator, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await WhyUnusable.Value is { } why)
            throw new GitFailedException(why);

        using var process = await Start(home, arguments);
        try
        {
            var errors = KeepEnd(process.StandardError, cancellationToken);
            await foreach (var record in Records(process.StandardOutput, separator, cancellationToken))
                yield return record;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new GitFailedException(GitSentence.Of(await errors, home.Address, limits));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(EndWithin, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>With bounds that the kernel holds, behind walls, and not to outlive this process.</summary>
    private async Task<Process> Start(GitHome home, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo("prlimit") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.StandardOutputEncoding = info.StandardErrorEncoding = Encoding.UTF8;
        string[] bounds = [$"--fsize={limits.PackBytes}", $"--data={MostMemory}", $"--cpu={(long)limits.Time.TotalSeconds + 1}", "--core=0"];
        foreach (var argument in bounds.Concat(walls.Around(home)).Append("git").Concat(arguments))
            info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (name, value) in home.Environment)
            info.Environment[name] = value;

        var process = await Starter.Start(info);
        process.StandardInput.Close();
        return process;
    }

    private static async IAsyncEnumerable<string> Records(
        StreamReader output, char separator, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = new StringBuilder();
        var buffer = new char[16 << 10];
        while (await output.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            for (var from = 0; from < count;)
            {
                var length = Array.IndexOf(buffer, separator, from, count - from) is var end and >= 0 ? end - from : count - from;
                record.Append(buffer, from, Math.Min(length, LongestRecord - record.Length));
                from += length;
                if (from == count)
                    break;
                yield return record.ToString();
                record.Clear();
                from++;
            }
        }

        if (record.Length > 0)
            yield return record.ToString();
    }

    private static async Task<string> KeepEnd(StreamReader errors, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[4 << 10];
        while (await errors.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            kept.Append(buffer, 0, count);
            if (kept.Length > KeptErrors)
                kept.Remove(0, kept.Length - KeptErrors);
        }

        return kept.ToString();
    }

    /// <summary>One that cannot be told where to connect would look the name up again, and be led astray: better none.</summary>
    private static async Task<string?> LookAtVersion()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", ["--version"]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            return VersionNumber().Match(said) is { Success: true } found && Version.Parse(found.Value) >= Needed
                ? null
                : $"This server's git is too old ({said.Trim()}): repositories need git {Needed.ToString(2)} or newer.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return string.Create(CultureInfo.InvariantCulture, $"This server has no git: install version {Needed.ToString(2)} or newer.");
        }
    }

    [GeneratedRegex(@"[0-9]+\.[0-9]+(\.[0-9]+)?")]
    private static partial Regex VersionNumber();
}
