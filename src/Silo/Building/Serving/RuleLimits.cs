namespace MiniVercel.Silo.Building.Serving;

/// <summary>How much a site's rules may be. They are looked at in every request, and everybody's sites share the machine.</summary>
internal static class RuleLimits
{
    /// <summary>Of one kind in one file.</summary>
    public const int MostRules = 2_000;

    /// <summary>The steps of all expressions that are not fixed text: what the longest path can cost.</summary>
    public const int MostSteps = 20_000;

    public const int MostHeaders = 100;
    public const int MostConditions = 10;
    public const int MostBytes = 256 * 1024;
    public const int LongestLine = 5_000;
}
