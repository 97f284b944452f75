using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniVercel.Silo.Logs;

/// <summary>
/// Hides values in what goes into a log. A value is looked for as it is, line by line where it has several, and as JSON spells it; what is
/// too short or too common to tell anything stays, because a log without `true` and `production` says nothing.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in the place of a value.</summary>
    public const string Shown = "••••••••";

    public static readonly SecretMask None = new([]);

    private const int ShortestValue = 4;

    /// <summary>Of a value with several lines, a line like `}` alone tells nothing.</summary>
    private const int ShortestLine = 8;

    private static readonly HashSet<string> s_common = new(
        [
            "true", "false", "null", "none", "undefined", "auto", "always", "never", "enabled", "disabled", "production", "preview", "development",
            "staging", "test", "testing", "local", "localhost", "debug", "info", "warn", "warning", "error", "silent", "verbose", "trace",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly SecretPatterns _patterns;

    public SecretMask(IEnumerable<string> values) => _patterns = new SecretPatterns(values.SelectMany(Spellings).Distinct().Select(Encoding.UTF8.GetBytes));

    /// <summary>The text without the values.</summary>
    public string Apply(string text)
    {
        if (_patterns.IsEmpty)
            return text;
        var stream = Stream();
        return Encoding.UTF8.GetString(stream.Take(Encoding.UTF8.GetBytes(text)).Span) + Encoding.UTF8.GetString(stream.Rest().Span);
    }

    /// <summary>Hides them in what comes in pieces that are cut anywhere.</summary>
    public MaskedStream Stream() => new(_patterns);

    private static IEnumerable<string> Spellings(string value)
    {
        var whole = value.Trim();
        if (whole.Length < ShortestValue || s_common.Contains(whole))
            yield break;

        yield return whole;
        yield return JsonEncodedText.Encode(whole, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        foreach (var line in whole.Split('\n', StringSplitOptions.TrimEntries).Where(l => l.Length >= ShortestLine && !s_common.Contains(l)))
            yield return line;
    }
}
