using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>Reads the rules for serving out of a vercel.json.</summary>
internal static class VercelRules
{
    public static SiteRules Read(SourceTree folder)
    {
        if (JsonFile.Read(folder, VercelJson.Name) is not { } file)
            return SiteRules.None;
        if (file.Has("routes"))
            throw file.Wrong("this way of writing rules is not understood; write redirects, rewrites and headers.", "routes");
        return new SiteRules
        {
            CleanUrls = file.Flag("cleanUrls") ?? false,
            TrailingSlash = file.Flag("trailingSlash"),
            Routes =
            [
                .. file.Items("redirects", RuleLimits.MostRules).Select(i => Try(i, Redirect)),
                .. file.Items("rewrites", RuleLimits.MostRules).Select(i => Try(i, Rewrite)),
            ],
            Headers = [.. file.Items("headers", RuleLimits.MostRules).Select(i => Try(i, Headers))],
        };
    }

    private static RouteRule Redirect(JsonItem item)
    {
        item.RefuseAllBut("source", "destination", "permanent", "statusCode", "has", "missing");
        var isPermanent = item.Flag("permanent");
        var code = item.Number("statusCode");
        if (isPermanent is not null && code is not null)
            throw item.Wrong("it has both 'permanent' and 'statusCode'; one of them is enough.");
        var status = code ?? (isPermanent == false ? 307 : 308);
        if (status is not (301 or 302 or 303 or 307 or 308))
            throw item.Wrong("a redirect's status is 301, 302, 303, 307 or 308.", "statusCode");
        return RuleParts.Redirect(Source(item), item.RequiredText("destination"), status, overFiles: true, Conditions(item));
    }

    private static RouteRule Rewrite(JsonItem item)
    {
        item.RefuseAllBut("source", "destination", "has", "missing");
        return RuleParts.Rewrite(Source(item), item.RequiredText("destination"), 200, overFiles: false, Conditions(item));
    }

    private static HeaderRule Headers(JsonItem item)
    {
        item.RefuseAllBut("source", "headers", "has", "missing");
        var changes = item.Items("headers").Select(header => Try(header, h =>
        {
            h.RefuseAllBut("key", "value");
            return RuleParts.Header(h.RequiredText("key"), h.Text("value") ?? throw h.Wrong("it needs a 'value'."), adds: false);
        })).ToList();
        if (changes.Count is 0 or > RuleLimits.MostHeaders)
            throw item.Wrong($"it needs 1 to {RuleLimits.MostHeaders} headers.", "headers");
        return new HeaderRule(Source(item), changes) { Conditions = Conditions(item) };
    }

    private static string Source(JsonItem item) => PathSyntax.OfVercel(item.RequiredText("source"));

    private static List<Condition> Conditions(JsonItem item)
    {
        List<Condition> conditions =
        [
            .. item.Items("has").Select(i => Try(i, c => ConditionOf(c, isAbsent: false))),
            .. item.Items("missing").Select(i => Try(i, c => ConditionOf(c, isAbsent: true))),
        ];
        return conditions.Count <= RuleLimits.MostConditions ? conditions : throw item.Wrong($"it has more than {RuleLimits.MostConditions} conditions.");
    }

    private static Condition ConditionOf(JsonItem item, bool isAbsent)
    {
        item.RefuseAllBut("type", "key", "value");
        var kind = item.RequiredText("type") switch
        {
            "header" => ConditionKind.Header,
            "cookie" => ConditionKind.Cookie,
            "query" => ConditionKind.Query,
            "host" => ConditionKind.Host,
            _ => throw item.Wrong("it must be 'header', 'cookie', 'query' or 'host'.", "type"),
        };
        var value = item.Text("value");
        if (kind == ConditionKind.Host && value is null)
            throw item.Wrong("a condition on the host needs a 'value'.");
        var key = kind == ConditionKind.Host ? "" : item.RequiredText("key");
        return new Condition(kind, key, value is null ? null : PathSyntax.Checked(value), isAbsent);
    }

    /// <summary>Whatever is wrong with a part is said with the place of the innermost object that it stands in.</summary>
    private static T Try<T>(JsonItem item, Func<JsonItem, T> read)
    {
        try
        {
            return read(item);
        }
        catch (RuleException e)
        {
            throw item.Wrong(e.Message);
        }
    }
}
