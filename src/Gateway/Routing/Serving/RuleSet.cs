using MiniVercel.Platform.Rules;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>The rule that a request has met, and what it took from it.</summary>
internal sealed record RouteMatch(RouteRule Rule, Template Target, IReadOnlyDictionary<string, string> Captured)
{
    public string? Address => Target.FillAddress(Captured);

    public string Path => Target.FillPath(Captured);
}

/// <summary>A site's rules, ready to be asked.</summary>
internal sealed class RuleSet
{
    private readonly List<(RuleMatcher Matcher, RouteRule Rule, Template Target)> _routes = [];
    private readonly List<(RuleMatcher Matcher, HeaderRule Rule, Template?[] Values)> _headers = [];

    public RuleSet(SiteRules rules)
    {
        (CleanUrls, TrailingSlash) = (rules.CleanUrls, rules.TrailingSlash);
        foreach (var rule in rules.Routes)
        {
            var matcher = new RuleMatcher(rule.Path, rule.Conditions);
            _routes.Add((matcher, rule, Template.Of(rule.Target, matcher.Names)));
        }

        foreach (var rule in rules.Headers)
        {
            var matcher = new RuleMatcher(rule.Path, rule.Conditions);
            _headers.Add((matcher, rule, [.. rule.Changes.Select(c => c.Value is null ? null : Template.Of(c.Value, matcher.Names))]));
        }

        GoesBeforeFiles = rules.Routes.Any(r => r.OverFiles);
        Vary = string.Join(", ", rules.Routes.SelectMany(r => r.Conditions).Concat(rules.Headers.SelectMany(h => h.Conditions))
            .Select(c => c.Kind switch { ConditionKind.Header => c.Key.ToLowerInvariant(), ConditionKind.Cookie => "cookie", _ => "" })
            .Where(n => n.Length > 0).Distinct().Order(StringComparer.Ordinal));
    }

    public bool CleanUrls { get; }

    public bool? TrailingSlash { get; }

    /// <summary>Whether a file that is there does not settle the answer.</summary>
    public bool GoesBeforeFiles { get; }

    /// <summary>The headers that an answer may depend on; empty where there are none.</summary>
    public string Vary { get; }

    public RouteMatch? FirstMatch(in SiteRequest request)
    {
        foreach (var (matcher, rule, target) in _routes)
        {
            if (matcher.Match(request) is { } captured)
                return new RouteMatch(rule, target, captured);
        }

        return null;
    }

    /// <summary>The headers that the site wants on an answer, as all rules together have it.</summary>
    public IReadOnlyDictionary<string, List<string>> HeadersFor(in SiteRequest request)
    {
        if (_headers.Count == 0)
            return NoHeaders;
        var headers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (matcher, rule, values) in _headers)
        {
            if (matcher.Match(request) is not { } captured)
                continue;
            for (var i = 0; i < values.Length; i++)
            {
                var (change, value) = (rule.Changes[i], values[i]?.FillHeader(captured));
                if (value is null || !change.Adds)
                    headers.Remove(change.Name);
                if (value is not null)
                    (headers.TryGetValue(change.Name, out var all) ? all : headers[change.Name] = []).Add(value);
            }
        }

        return headers;
    }

    private static readonly Dictionary<string, List<string>> NoHeaders = [];
}
