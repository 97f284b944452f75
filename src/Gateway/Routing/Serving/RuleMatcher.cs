using MiniVercel.Platform.Patterns;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>Which requests a rule is for, and what it takes from them.</summary>
internal sealed class RuleMatcher
{
    private readonly Pattern _path;
    private readonly (Condition Condition, Pattern? Value)[] _conditions;

    public RuleMatcher(string path, IReadOnlyList<Condition> conditions)
    {
        _path = Pattern.Of(path);
        _conditions = [.. conditions.Select(c => (c, c.Value is null ? null : Pattern.Of(c.Value)))];
        Names = [.. _path.Names, .. _conditions.Where(c => !c.Condition.IsAbsent).SelectMany(c => c.Value?.Names ?? [])];
    }

    public IReadOnlyCollection<string> Names { get; }

    /// <summary>What was captured, by name; nothing where the request is not meant.</summary>
    public IReadOnlyDictionary<string, string>? Match(in SiteRequest request)
    {
        if (_path.Match(request.Path) is not { } inPath)
            return null;
        if (Names.Count == 0 && _conditions.Length == 0)
            return NothingCaptured;

        var captured = new Dictionary<string, string>(StringComparer.Ordinal);
        Keep(captured, _path.Names, inPath);
        foreach (var (condition, value) in _conditions)
        {
            var found = request.Find(condition.Kind, condition.Key);
            var inValue = found is null ? null : value is null ? [] : value.Match(found);
            if (inValue is null != condition.IsAbsent)
                return null;
            if (inValue is not null && value is not null)
                Keep(captured, value.Names, inValue);
        }

        return captured;
    }

    private static readonly Dictionary<string, string> NothingCaptured = [];

    private static void Keep(Dictionary<string, string> captured, IReadOnlyList<string> names, string[] values)
    {
        for (var i = 0; i < names.Count; i++)
            captured[names[i]] = values[i];
    }
}
