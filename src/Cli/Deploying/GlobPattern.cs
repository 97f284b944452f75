using System.Text;
using System.Text.RegularExpressions;

namespace MiniVercel.Cli.Deploying;

/// <summary>Git's globs as regular expressions over whole relative paths.</summary>
internal static class GlobPattern
{
    /// <summary>Null for a pattern that is broken; Git lets such a pattern match nothing.</summary>
    public static Regex? ToRegex(string glob, bool anchored)
    {
        var regex = new StringBuilder(anchored ? @"\A" : @"\A(?:.*/)?");
        for (var i = 0; i < glob.Length;)
        {
            var startsPart = i == 0 || glob[i - 1] == '/';
            switch (glob[i])
            {
                case '*':
                    i += TranslateStars(glob[i..], startsPart && anchored, regex);
                    break;
                case '?':
                    regex.Append("[^/]");
                    i++;
                    break;
                case '[':
                    var length = GlobClass.Translate(glob.AsSpan(i), regex);
                    if (length == 0)
                        return null;
                    i += length;
                    break;
                case '\\' when i + 1 == glob.Length:
                    return null;
                case '\\':
                    regex.Append(Regex.Escape(glob[(i + 1)..(i + 2)]));
                    i += 2;
                    break;
                default:
                    regex.Append(Regex.Escape(glob[i..(i + 1)]));
                    i++;
                    break;
            }
        }
        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <returns>How many characters of the glob were taken.</returns>
    private static int TranslateStars(string rest, bool startsPart, StringBuilder regex)
    {
        var stars = rest.Length - rest.TrimStart('*').Length;
        var crossesFolders = startsPart && stars >= 2;
        if (crossesFolders && stars == rest.Length)
        {
            regex.Append(".+");
            return stars;
        }
        if (crossesFolders && rest[stars] == '/')
        {
            regex.Append("(?:.*/)?");
            return stars + 1;
        }
        regex.Append("[^/]*");
        return stars;
    }
}
