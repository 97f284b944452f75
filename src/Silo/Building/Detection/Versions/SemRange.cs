using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// A range of versions in npm's language: <c>&gt;=18 &lt;21</c>, <c>^20.11 || 22.x</c>, <c>18 - 20</c>. It is asked about releases only,
/// so it comes down to stretches of them: each from one version on, up to but without another.
/// </summary>
public sealed partial class SemRange
{
    private const int Longest = 256;

    private readonly string _text;
    private readonly List<Stretch> _stretches;

    private SemRange(string text, List<Stretch> stretches) => (_text, _stretches) = (text, stretches);

    /// <summary>Nothing where npm would not understand it either.</summary>
    public static SemRange? TryParse(string text)
    {
        if (text.Length > Longest)
            return null;
        var stretches = new List<Stretch>();
        foreach (var alternative in text.Split("||", StringSplitOptions.TrimEntries))
        {
            if (ParseAlternative(alternative) is not { } stretch)
                return null;
            stretches.Add(stretch);
        }

        return new SemRange(text, stretches);
    }

    public bool Contains(SemVersion version) => _stretches.Any(s => s.Contains(version));

    public override string ToString() => _text;

    private static Stretch? ParseAlternative(string text)
    {
        if (HyphenRange().Match(text) is { Success: true } hyphen)
            return Partial.Of(hyphen, "a") is { } from && Partial.Of(hyphen, "b") is { } to
                ? new Stretch(from.Low, to.IsAny ? null : to.High)
                : null;

        var all = Stretch.Everything;
        var at = 0;
        while (Comparator().Match(text, at) is { Success: true } match)
        {
            var comparison = match.Groups["operator"].Value;
            if (Partial.Of(match, "a") is not { } version || (version.IsOdd && comparison is not ("^" or "~" or "~>")))
                return null;
            all = all.And(Compare(comparison, version));
            at += match.Length;
        }

        return string.IsNullOrWhiteSpace(text[at..]) ? all : null;
    }

    private static Stretch Compare(string comparison, Partial version) => comparison switch
    {
        "^" => new Stretch(version.Low, version.CaretHigh),
        "~" or "~>" => new Stretch(version.Low, version.TildeHigh),
        ">=" => new Stretch(version.Low, null),
        "<=" => new Stretch(SemVersion.Zero, version.High),
        ">" => version.High is { } next ? new Stretch(version.IsBeforeRelease ? version.Low : next, null) : Stretch.Nothing,
        "<" => version.IsAny ? Stretch.Nothing : new Stretch(SemVersion.Zero, version.Low),
        _ => new Stretch(version.Low, version.High),
    };

    private const string Build = @"(\+[0-9A-Za-z.-]+)?";
    private const string A = @"[v=\s]*(?<a1>[0-9]+|[xX*])(\.(?<a2>[0-9]+|[xX*])(\.(?<a3>[0-9]+|[xX*])(?<apre>-[0-9A-Za-z.-]+)?" + Build + ")?)?";
    private const string B = @"[v=\s]*(?<b1>[0-9]+|[xX*])(\.(?<b2>[0-9]+|[xX*])(\.(?<b3>[0-9]+|[xX*])(?<bpre>-[0-9A-Za-z.-]+)?" + Build + ")?)?";

    [GeneratedRegex(@"\G\s*(?<operator>\^|~>?|>=|<=|>|<|=|)" + A + @"(?=\s|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex Comparator();

    [GeneratedRegex("^" + A + @"\s+-\s+" + B + @"\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex HyphenRange();

    /// <summary>A version of which only the first numbers may be given.</summary>
    /// <param name="IsOdd">A number stands behind one that is left open, as in <c>2.x.1</c>. npm takes that in some places only.</param>
    private sealed record Partial(int? Major, int? Minor, int? Patch, bool IsBeforeRelease, bool IsOdd)
    {
        public bool IsAny => Major is null;

        public SemVersion Low => new(Major ?? 0, Minor ?? 0, Patch ?? 0);

        /// <summary>The first version that is no longer meant; nothing where all are. What comes before a release has none of its own.</summary>
        public SemVersion? High =>
            IsAny ? null : Minor is null ? Low.NextMajor : Patch is null ? Low.NextMinor : IsBeforeRelease ? Low : Low.NextPatch;

        public SemVersion? TildeHigh => IsAny ? null : Minor is null ? Low.NextMajor : Low.NextMinor;

        /// <summary>Up to the next change of the first number that is not zero.</summary>
        public SemVersion? CaretHigh => this switch
        {
            { Major: null } => null,
            { Major: > 0 } or { Minor: null } => Low.NextMajor,
            { Minor: > 0 } or { Patch: null } => Low.NextMinor,
            _ => Low.NextPatch,
        };

        public static Partial? Of(Match match, string name)
        {
            var given = new int?[3];
            var (isOpen, isOdd) = (false, false);
            for (var i = 0; i < given.Length; i++)
            {
                var text = match.Groups[$"{name}{i + 1}"].Value;
                var number = SemVersion.Number(text);
                var isNumber = text is not ("" or "x" or "X" or "*");
                if (isNumber && number is null)
                    return null;
                isOdd |= isOpen && isNumber;
                isOpen |= !isNumber;
                given[i] = isOpen ? null : number;
            }

            return new Partial(given[0], given[1], given[2], !isOpen && match.Groups[name + "pre"].Success, isOdd);
        }
    }

    /// <param name="High">Without it; nothing is no end.</param>
    private readonly record struct Stretch(SemVersion Low, SemVersion? High)
    {
        public static readonly Stretch Everything = new(SemVersion.Zero, null);
        public static readonly Stretch Nothing = new(SemVersion.Zero, SemVersion.Zero);

        public bool Contains(SemVersion version) => version >= Low && (High is not { } high || version < high);

        public Stretch And(Stretch other) => new(
            Low > other.Low ? Low : other.Low,
            High is { } high && (other.High is not { } theirs || high < theirs) ? High : other.High);
    }
}
