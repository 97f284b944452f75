using System.Text.RegularExpressions;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>
/// Names that a build tool has made of what is in the file: under one of them there will never be anything else. To take a name for one
/// that is none would keep a picture in browsers for a year after it was changed, so a doubtful one is none.
/// </summary>
internal static partial class Fingerprint
{
    /// <summary>Folders in which frameworks have nothing else.</summary>
    private static readonly string[] s_folders = ["_next/static/", "_app/immutable/", "_astro/"];

    public static bool IsIn(string path) =>
        s_folders.Any(f => path.StartsWith(f, StringComparison.Ordinal) || path.Contains("/" + f, StringComparison.Ordinal))
        || (Name().Match(path) is { Success: true } name && (IsHexadecimal(name.Groups["mark"].Value) || IsMixed(name.Groups["mark"].Value, name.Groups["kind"].Value)));

    private static bool IsHexadecimal(string mark) => mark.All(char.IsAsciiHexDigitLower) && mark.Any(char.IsAsciiDigit) && mark.Any(char.IsAsciiLetter);

    /// <summary>The eight characters of Vite and Rollup. In a name that somebody has thought of, capitals stand at the beginning; of a picture's that is not enough.</summary>
    private static bool IsMixed(string mark, string kind) =>
        mark.Length == 8 && mark.AsSpan(1).ContainsAnyInRange('A', 'Z') && (kind is "js" or "mjs" or "css" || mark.Any(char.IsAsciiDigit));

    [GeneratedRegex(
        @"(^|/)(assets|static|_nuxt|js|css|media|chunks|build)/([^/]+/)*([^/]*[-.])?(?<mark>[0-9A-Za-z_-]{8,40})(\.chunk|\.bundle|\.min)?\.(?<kind>[a-z0-9]{1,5})(\.map)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
