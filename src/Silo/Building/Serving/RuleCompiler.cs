using MiniVercel.Builds;
using MiniVercel.Platform.Patterns;
using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>
/// Makes one set of rules of what the files of a site say: vercel.json beside the sources, _redirects and _headers in the output. Those of
/// vercel.json come first. Whatever is not understood ends the build: a rule that is passed over would only be missed in production.
/// </summary>
public static class RuleCompiler
{
    /// <summary>Files that say how a site is served, and are no part of it.</summary>
    public static bool IsRuleFile(string name) => name is RedirectsFile.Name or HeadersFile.Name or VercelJson.Name;

    /// <summary>What is wrong beside the sources is said before minutes are spent on them; a build may still write the file anew.</summary>
    public static void Check(SourceTree sources) => _ = VercelRules.Read(sources);

    public static SiteRules Compile(SourceTree sources, SourceTree output)
    {
        var rules = VercelRules.Read(sources);
        rules = rules with
        {
            Routes = [.. rules.Routes, .. RedirectsFile.Read(output)],
            Headers = [.. rules.Headers, .. HeadersFile.Read(output)],
        };
        var steps = ExpressionsIn(rules).Sum(e => Pattern.Of(e).Steps);
        return steps <= RuleLimits.MostSteps
            ? rules
            : throw new BuildStepFailedException(
                BuildReason.ConfigInvalid,
                $"The rules of {VercelJson.Name}, {RedirectsFile.Name} and {HeadersFile.Name} are together too complicated: {steps} steps, of at most {RuleLimits.MostSteps}. "
                + "Paths without ':', '*' and parentheses cost nothing.");
    }

    private static IEnumerable<string> ExpressionsIn(SiteRules rules) =>
    [
        .. rules.Routes.Select(r => r.Path), .. rules.Headers.Select(h => h.Path),
        .. rules.Routes.SelectMany(r => r.Conditions).Concat(rules.Headers.SelectMany(h => h.Conditions)).Select(c => c.Value).OfType<string>(),
    ];
}
