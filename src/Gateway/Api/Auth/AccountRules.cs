using System.Text.RegularExpressions;
using MiniVercel.Gateway.Accounts.Callers;

namespace MiniVercel.Gateway.Api.Auth;

/// <summary>What fields about people must be.</summary>
internal static partial class AccountRules
{
    private const int LongestName = 100;
    private const int LongestEmail = 254;
    private const int LongestSecret = 512;

    public static string? Email(string email) => email.Trim().Length <= LongestEmail && Address().IsMatch(email.Trim())
        ? null
        : $"It must be an email address, such as ada@example.com, of at most {LongestEmail} characters.";

    public static string? Name(string name)
    {
        if (name.Trim().Length == 0)
            return "It must not be empty.";
        return name.Length > LongestName ? $"It must be at most {LongestName} characters long." : NoControls(name);
    }

    /// <summary>Something that is only compared.</summary>
    public static string? Line(string text) => text.Length is > 0 and <= LongestSecret ? null : $"It must have 1 to {LongestSecret} characters.";

    public static string? Secret(string text) =>
        text.Length is > 0 and <= LongestSecret && text.All(c => c is > ' ' and <= '~') ? null : "It is none that was given out here.";

    public static string? Role(string role) => OneOf(role, RightWords.Roles);

    public static string? TokenRole(string role) => OneOf(role, RightWords.Tokens);

    private static string? OneOf(string word, IReadOnlyList<string> words) =>
        words.Contains(word) ? null : $"It must be one of: {string.Join(", ", words)}.";

    private static string? NoControls(string text) => text.Any(char.IsControl) ? "It must not contain control characters." : null;

    [GeneratedRegex(@"^[^@\s\p{C}""<>(),;:\\\[\]]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex Address();
}
