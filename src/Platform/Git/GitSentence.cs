using System.Globalization;

namespace MiniVercel.Platform.Git;

/// <summary>What git complained of, as a sentence that says what to do.</summary>
internal static class GitSentence
{
    private const int Longest = 300;

    private static readonly string[] Logins =
    [
        "could not read Username", "Authentication failed", "Permission denied (", "terminal prompts disabled", "returned error: 401",
        "returned error: 403", "Repository not found", "returned error: 404", "not found", "does not appear to be a git repository",
    ];

    private static readonly string[] Redirects = ["returned error: 301", "returned error: 302", "returned error: 303", "returned error: 307", "returned error: 308"];

    public static string Of(string errors, GitAddress address, GitLimits limits)
    {
        bool Says(string text) => errors.Contains(text, StringComparison.OrdinalIgnoreCase);

        if (Redirects.Any(Says))
            return $"The server redirects {address} elsewhere, and redirects are not followed. Give the project the address that it leads to.";
        // Whoever is stopped for its size says nothing; its parent only misses it.
        if (Says("signal 25") || Says("File too large") || errors.StartsWith("fatal: fetch-pack: invalid index-pack output", StringComparison.Ordinal))
            return string.Create(CultureInfo.InvariantCulture, $"The repository is larger than {limits.PackBytes >> 20:N0} MB. Leave large files to LFS.");
        if (Says("Host key verification failed") || Says("HOST IDENTIFICATION HAS CHANGED"))
            return $"The server {address.Host} shows another key than before. If that is right, the operator removes the old one from git/known_hosts in the data folder.";
        if (Says("unadvertised object") || Says("not our ref") || Says("remote ref"))
            return "The repository does not have that commit, or its server does not give it out.";
        if (Logins.Any(Says))
            return $"There is no repository at {address}, or it is private. Check the address; give the project a token or a deploy key if it is private.";
        return $"Git could not read {address}: {LastWords(errors)}";
    }

    /// <summary>The line that says most, without what may not be in a line.</summary>
    private static string LastWords(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(l => l.StartsWith("fatal: ", StringComparison.Ordinal) || l.StartsWith("error: ", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it said nothing";
        var clean = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));
        return clean.Length > Longest ? clean[..Longest] + "…" : clean;
    }
}
