using System.Globalization;

namespace MiniVercel.Platform.Git;

/// <summary>Counts what a build's repositories will come to, before anything of it is written.</summary>
internal sealed class GitBudget(GitLimits limits)
{
    private const string Submodule = "160000";

    private int _files;
    private long _bytes;
    private int _submodules;

    /// <summary>
    /// Counts a line of `ls-tree -l`, `mode type hash size⇥path`; where it stands for another repository, answers with that, as
    /// `hash⇥path`.
    /// </summary>
    public string? Count(string entry)
    {
        var tab = entry.IndexOf('\t', StringComparison.Ordinal);
        var parts = tab < 0 ? [] : entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 4)
            throw new GitFailedException("The repository's list of files cannot be read.");
        if (++_files > limits.Files)
            throw new GitFailedException(string.Create(CultureInfo.InvariantCulture, $"The repository has more than {limits.Files:N0} files."));
        if (parts[0] == Submodule)
            return parts[2] + entry[tab..];
        if (long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            CountBytes(size);
        return null;
    }

    public void CountBytes(long size)
    {
        _bytes += size;
        if (_bytes > limits.Bytes)
            throw new GitFailedException(string.Create(CultureInfo.InvariantCulture, $"The repository's files come to more than {limits.Bytes >> 20:N0} MB."));
    }

    public void CountSubmodule(int depth)
    {
        if (++_submodules > limits.Submodules)
            throw new GitFailedException($"The repository has more than {limits.Submodules} submodules.");
        if (depth > limits.Depth)
            throw new GitFailedException($"Submodules lie in each other more than {limits.Depth} deep.");
    }
}
