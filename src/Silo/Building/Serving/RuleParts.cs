using MiniVercel.Platform.Patterns;
using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>What rules of every file are put together from, each part tried before it is believed.</summary>
internal static class RuleParts
{
    public const int LongestTarget = 2_048;
    public const int LongestValue = 4_096;

    /// <summary>What belongs to the transport, to the platform, or to how a file is found and cut in parts.</summary>
    private static readonly HashSet<string> OurHeaders =
    [
        "accept-ranges", "connection", "content-encoding", "content-length", "content-range", "date", "etag", "host", "keep-alive",
        "location", "proxy-authenticate", "proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade", "vary",
    ];

    public static RouteRule Redirect(string path, string target, int status, bool overFiles, IReadOnlyList<Condition> conditions)
    {
        if (!target.StartsWith('/') && !IsWebAddress(target))
            throw new RuleException($"{JsonFile.Quote(target)} is nowhere to go: it must begin with '/', 'https://' or 'http://'.");
        return new RouteRule(path, Target(path, target, conditions), status, overFiles) { Conditions = conditions };
    }

    public static RouteRule Rewrite(string path, string target, int status, bool overFiles, IReadOnlyList<Condition> conditions)
    {
        if (IsWebAddress(target))
            throw new RuleException("a site answers with its own files: it does not fetch what lies on another one. Redirect to it.");
        if (!target.StartsWith('/'))
            throw new RuleException($"{JsonFile.Quote(target)} is no path: it must begin with '/'.");
        return new RouteRule(path, Target(path, target, conditions), status, overFiles) { Conditions = conditions };
    }

    public static HeaderChange Header(string name, string? value, bool adds)
    {
        name = name.ToLowerInvariant();
        if (name.Length is 0 or > 100 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
            throw new RuleException($"{JsonFile.Quote(name)} is not the name of a header.");
        if (OurHeaders.Contains(name) || name.StartsWith("x-mv-", StringComparison.Ordinal))
            throw new RuleException($"the header '{name}' is the server's own.");
        if (value is null)
            return new HeaderChange(name, null, adds);
        if (value.Length > LongestValue)
            throw new RuleException($"the value of '{name}' is longer than {LongestValue} characters.");
        if (!value.All(c => c is >= ' ' and <= '~'))
            throw new RuleException($"the value of '{name}' has characters that a header cannot carry; only printable ASCII travels.");
        return new HeaderChange(name, value, adds);
    }

    public static bool IsWebAddress(string target) =>
        target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static string Target(string path, string target, IReadOnlyList<Condition> conditions)
    {
        if (target.Length > LongestTarget)
            throw new RuleException($"its target is longer than {LongestTarget} characters.");
        if (target.Any(char.IsControl) || target.Contains(' ', StringComparison.Ordinal))
            throw new RuleException("its target has a space or a control character.");
        if (target.StartsWith("//", StringComparison.Ordinal) || target.Contains('\\', StringComparison.Ordinal))
            throw new RuleException("its target begins with '//' or has a '\\', which browsers take for another host; write 'https://'.");
        var known = Pattern.Of(path).Names
            .Concat(conditions.Where(c => c is { IsAbsent: false, Value: not null }).SelectMany(c => Pattern.Of(c.Value!).Names)).ToList();
        if (Template.NamesIn(target).FirstOrDefault(n => !known.Contains(n)) is { } unknown)
        {
            throw new RuleException(char.IsAsciiDigit(unknown[0])
                ? $"its target uses '${unknown[0] - '0' + 1}', and its source has no such group."
                : $"its target uses ':{unknown}', and nothing in its source has this name.");
        }

        if (Template.Of(target, known).LeavesHostOpen)
            throw new RuleException("the name of the host in its target would end as a visitor likes: what is captured must be followed by a dot and the rest of the name.");
        return Ascii(target);
    }

    /// <summary>A header's line and an address are ASCII: what is not is written as browsers do.</summary>
    private static string Ascii(string target) =>
        string.Concat(target.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
