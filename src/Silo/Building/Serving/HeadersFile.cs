using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>Reads a _headers file: a path, and behind it, indented, <c>Name: value</c>, or <c>! Name</c> to take away what was set before.</summary>
internal static class HeadersFile
{
    public const string Name = "_headers";

    public static IReadOnlyList<HeaderRule> Read(SourceTree folder)
    {
        var (rules, changes, last) = (new List<HeaderRule>(), new List<HeaderChange>(), default(FileLine));
        foreach (var line in LineFile.Read(folder, Name))
        {
            try
            {
                if (!char.IsWhiteSpace(line.Text[0]))
                {
                    if (last.File is not null && changes.Count == 0)
                        throw last.Wrong("no header stands behind this path, indented.");
                    if (rules.Count == RuleLimits.MostRules)
                        throw new RuleException($"the file has more than {RuleLimits.MostRules} rules.");
                    changes = [];
                    rules.Add(Rule(line.Text, changes));
                    last = line;
                }
                else if (rules.Count == 0)
                {
                    throw new RuleException("a header needs a path before it, which is not indented.");
                }
                else if (changes.Count == RuleLimits.MostHeaders)
                {
                    throw new RuleException($"a path has more than {RuleLimits.MostHeaders} headers.");
                }
                else
                {
                    changes.Add(Change(line.Text.Trim()));
                }
            }
            catch (RuleException e)
            {
                throw line.Wrong(e.Message);
            }
        }

        return last.File is null || changes.Count > 0 ? rules : throw last.Wrong("no header stands behind this path, indented.");
    }

    private static HeaderRule Rule(string text, List<HeaderChange> changes)
    {
        var (conditions, path) = RedirectsFile.From(text);
        return new HeaderRule(path, changes) { Conditions = conditions };
    }

    private static HeaderChange Change(string text)
    {
        if (text.StartsWith('!'))
            return RuleParts.Header(text[1..].Trim(), null, adds: false);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? RuleParts.Header(text[..colon].Trim(), text[(colon + 1)..].Trim(), adds: true)
            : throw new RuleException("a header is written 'Name: value'.");
    }
}
