using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MiniVercel.Platform.Secrets;

/// <summary>
/// Where the keys come from: lines of a file, of a variable or of a command's output, the first of them for what is sealed from now
/// on. Never from the database, whose copies go further than the machine.
/// </summary>
public sealed partial record SecretKeySource(string? File, string? Command)
{
    public const string Variable = "MINIVERCEL_SECRET_KEY";
    private const int MostCharacters = 64 << 10;

    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The keys that were given, and behind them the cluster's own: it is what there is where none was given, and it opens what
    /// was sealed before one was.
    /// </summary>
    /// <exception cref="SecretKeyException">What was given holds no key.</exception>
    public async Task<SecretBox> Open(SecretKey own, CancellationToken cancellationToken)
    {
        var keys = new List<SecretKey>();
        if (File is not null)
            keys.AddRange(Keys(await ReadFile(File, cancellationToken), $"the file {File}"));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set)
            keys.AddRange(Keys(set, Variable));
        if (Command is not null)
            keys.AddRange(Keys(await RunCommand(Command, cancellationToken), $"the output of '{Command}'"));
        return new SecretBox([.. keys, own]);
    }

    private static List<SecretKey> Keys(string text, string where)
    {
        var lines = text.Split(['\n', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var keys = lines.Select(SecretKey.Read).OfType<SecretKey>().ToList();
        return keys.Count > 0 && keys.Count == lines.Length
            ? keys
            : throw new SecretKeyException(
                $"There must be nothing but keys in {where}: each 32 bytes in base64 or hexadecimal, on a line of its own. Make one with: openssl rand -base64 32");
    }

    private static async Task<string> ReadFile(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await System.IO.File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretKeyException($"The file of --secret-key-file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>By its words, without a shell.</summary>
    private static async Task<string> RunCommand(string line, CancellationToken cancellationToken)
    {
        var words = Space().Split(line.Trim());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CommandLimit);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
            try
            {
                var buffer = new char[MostCharacters];
                var length = await process.StandardOutput.ReadBlockAsync(buffer, limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0
                    ? new string(buffer, 0, length)
                    : throw new SecretKeyException($"The command of --secret-key-command ended with {process.ExitCode}.");
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new SecretKeyException($"The command of --secret-key-command cannot be run: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SecretKeyException($"The command of --secret-key-command did not end within {CommandLimit.TotalSeconds:0} s.", e);
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
