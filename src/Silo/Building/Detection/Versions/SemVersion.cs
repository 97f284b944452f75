using System.Globalization;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>A released version, three numbers. What comes before a release is never chosen, so it needs no place here.</summary>
public readonly record struct SemVersion(int Major, int Minor, int Patch) : IComparable<SemVersion>
{
    public static readonly SemVersion Zero;

    /// <summary>Three numbers and nothing else; nothing for anything else.</summary>
    public static SemVersion? TryParse(string text)
    {
        var parts = text.Split('.', 4);
        return parts.Length == 3 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor && Number(parts[2]) is { } patch
            ? new SemVersion(major, minor, patch)
            : null;
    }

    public SemVersion NextMajor => new(Major + 1, 0, 0);

    public SemVersion NextMinor => new(Major, Minor + 1, 0);

    public SemVersion NextPatch => new(Major, Minor, Patch + 1);

    public int CompareTo(SemVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    public static bool operator <(SemVersion left, SemVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemVersion left, SemVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemVersion left, SemVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemVersion left, SemVersion right) => left.CompareTo(right) >= 0;

    /// <summary>As npm writes it: no leading zeros, and small enough that the next one is a number as well.</summary>
    internal static int? Number(string text) =>
        text is { Length: > 0 and <= 9 } && (text.Length == 1 || text[0] != '0')
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
