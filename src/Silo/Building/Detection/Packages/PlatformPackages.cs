using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// Packages with binaries for one platform. A lockfile made on one machine may lack those of the others, and a registry may not have
/// them all; that says nothing about the project.
/// </summary>
public static partial class PlatformPackages
{
    private const int LongestLine = 2_000;

    /// <summary>
    /// Whether an install, by what it has printed, ended for nothing but these. One package that is missing for another reason is enough
    /// to leave it at that: then package.json and lockfile do not fit.
    /// </summary>
    public static bool AreAllThatIsMissing(IEnumerable<string> output)
    {
        var missing = false;
        foreach (var line in output.Where(l => l.Length <= LongestLine))
        {
            if (Disagreement().IsMatch(line))
                return false;
            if (Complaint().Match(line) is not { Success: true } complaint)
                continue;
            if (!IsOne(Uri.UnescapeDataString(complaint.Groups["package"].Value)))
                return false;
            missing = true;
        }

        return missing;
    }

    private static bool IsOne(string package) => PlatformName().IsMatch(package);

    /// <summary>npm, pnpm, both of them, Yarn 1, Bun, later Yarns, and whoever prints the address that was not found.</summary>
    [GeneratedRegex(
        """
        \bMissing:\s(?<package>@?[^@\s]+)@\S*\sfrom\slock\sfile
        | \bno\sentry\sfor\s'(?<package>@?[^@'\s]+)@
        | \bNo\smatching\sversion\sfound\sfor\s(?<package>@?[^@\s]+)@
        | \bCouldn't\sfind\sany\sversions\sfor\s"(?<package>[^"\s]+)"
        | \bNo\sversion\smatching\s.*\sfound\sfor\sspecifier\s"(?<package>[^"\s]+)"
        | \bYN00(35|82):[\s│]*(?<package>@?[^@\s]+)@
        | \bYN0028:[\s│]*[-+]\s*"?(?<package>@?[^@\s"]+)@npm:
        | \bhttps?://[^/\s]+/(?<package>(@[^/%\s]+(/|%2[fF]))?[^/\s:"]+)\S*[\s:-]+(Not\sFound|404)
        | \b404\b.*'(?<package>@?[^@'\s]+)@[^']*'\sis\snot\sin\sth
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Complaint();

    [GeneratedRegex(@"\bInvalid: lock file's |ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH", RegexOptions.NonBacktracking)]
    private static partial Regex Disagreement();

    /// <summary>Named after a system, or what only such packages bring along.</summary>
    [GeneratedRegex(
        @"(^|[/._-])(aix|android|darwin|macos|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows|wasm|wasm32)([._-]|\z)"
        + @"|^fsevents\z|^@emnapi/|^@napi-rs/wasm-runtime\z|^@tybys/wasm-util\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PlatformName();
}
