using System.Text;

namespace MiniVercel.Platform.Storage;

/// <summary>Text that programs write can hold what PostgreSQL's text cannot: a NUL, or half a surrogate pair.</summary>
public static class StorableText
{
    /// <summary>The text with each such character replaced by U+FFFD, as decoders do with what they cannot read.</summary>
    public static string Of(string text)
    {
        if (!text.Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;

        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            storable.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return storable.ToString();
    }
}
