using System.Text;

namespace MiniVercel.Cli.Deploying;

/// <summary>The <c>[…]</c> of a glob: single characters, ranges and POSIX classes. It never matches a slash.</summary>
internal static class GlobClass
{
    private static readonly Dictionary<string, string> Posix = new()
    {
        ["alnum"] = "a-zA-Z0-9",
        ["alpha"] = "a-zA-Z",
        ["blank"] = " \\t",
        ["cntrl"] = "\\x00-\\x1f\\x7f",
        ["digit"] = "0-9",
        ["graph"] = "\\x21-\\x7e",
        ["lower"] = "a-z",
        ["print"] = "\\x20-\\x7e",
        ["punct"] = "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
        ["space"] = "\\x09-\\x0d\\x20",
        ["upper"] = "A-Z",
        ["xdigit"] = "0-9a-fA-F",
    };

    /// <param name="glob">Begins with the opening bracket.</param>
    /// <returns>How many characters of the glob were taken; 0 where the class is broken.</returns>
    public static int Translate(ReadOnlySpan<char> glob, StringBuilder regex)
    {
        var at = 1;
        var negated = at < glob.Length && glob[at] is '!' or '^';
        if (negated)
            at++;

        var members = new StringBuilder();
        // A bracket in the first place is a member, not the end.
        for (var first = true; first || at >= glob.Length || glob[at] != ']'; first = false)
        {
            if (at >= glob.Length)
                return 0;
            if (glob[at] == '[' && at + 1 < glob.Length && glob[at + 1] == ':')
            {
                var end = glob[(at + 2)..].IndexOf(":]", StringComparison.Ordinal);
                if (end < 0 || !Posix.TryGetValue(glob.Slice(at + 2, end).ToString(), out var set))
                    return 0;
                members.Append(set);
                at += end + 4;
                continue;
            }
            if (!TryTakeCharacter(glob, ref at, out var from))
                return 0;
            var to = from;
            if (at + 1 < glob.Length && glob[at] == '-' && glob[at + 1] != ']')
            {
                at++;
                if (!TryTakeCharacter(glob, ref at, out to))
                    return 0;
            }
            // A range that runs backwards is its first character.
            members.Append($"\\u{(int)from:x4}-\\u{(int)Math.Max(from, to):x4}");
        }

        regex.Append(negated ? $"[^/{members}]" : $"(?!/)[{members}]");
        return at + 1;
    }

    private static bool TryTakeCharacter(ReadOnlySpan<char> glob, ref int at, out char taken)
    {
        taken = '\0';
        if (glob[at] == '\\')
            at++;
        if (at >= glob.Length)
            return false;
        taken = glob[at++];
        return true;
    }
}
