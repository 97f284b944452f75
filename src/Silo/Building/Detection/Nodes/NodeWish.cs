using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>What one place in the sources says about the version of Node.</summary>
/// <param name="Exactly">The one version that is named, where it is one.</param>
public sealed partial record NodeWish(string Where, string Text, SemRange Range, SemVersion? Exactly)
{
    private const int MostBytes = 1_000;

    private static readonly Dictionary<string, int> Codenames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gallium"] = 16,
        ["hydrogen"] = 18,
        ["iron"] = 20,
        ["jod"] = 22,
        ["krypton"] = 24,
    };

    /// <summary>All of them, the one that counts most first.</summary>
    public static IReadOnlyList<NodeWish> In(SourceTree root, PackageJson? package) =>
        [.. new[] { Engines(package), VersionFile(root, ".nvmrc"), VersionFile(root, ".node-version"), Volta(package) }.OfType<NodeWish>()];

    private static NodeWish? Engines(PackageJson? package) => package?.Engine("node") switch
    {
        null => null,
        var text => Of("engines.node of package.json", text, text)
            ?? throw package.Wrong($"{JsonFile.Quote(text)} is not a range of versions, such as \">=20\" or \"22.x\".", "engines", "node"),
    };

    private static NodeWish? Volta(PackageJson? package) => package?.VoltaNode switch
    {
        null => null,
        var text => Of("volta.node of package.json", text, text)
            ?? throw package.Wrong($"{JsonFile.Quote(text)} is not a version of Node.", "volta", "node"),
    };

    /// <summary>In a repository of several packages such a file often lies at its top.</summary>
    private static NodeWish? VersionFile(SourceTree root, string name)
    {
        var folder = root.Upwards().FirstOrDefault(f => f.HasFile(name));
        if (folder?.Read(name, MostBytes) is not { } bytes)
            return null;
        var (number, line) = System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n')
            .Select((l, i) => (i + 1, l.Split('#')[0].Trim())).FirstOrDefault(l => l.Item2.Length > 0);
        if (line is null)
            return null;
        return Of(name, line, RangeOf(line)) ?? throw new BuildStepFailedException(
            Builds.BuildReason.ConfigInvalid, $"{name}, line {number}: {JsonFile.Quote(line)} is not a version of Node, such as 22 or 20.11.1.");
    }

    /// <summary>What nvm calls a version, as a range. Among several, one with long-term support is chosen in any case.</summary>
    private static string RangeOf(string alias)
    {
        if (alias.ToLowerInvariant() is "node" or "stable" or "current" or "latest" or "lts" or "lts/*")
            return "*";
        if (!alias.StartsWith("lts/", StringComparison.OrdinalIgnoreCase))
            return alias.StartsWith("node-v", StringComparison.Ordinal) ? alias["node-v".Length..] : alias;
        if (Codenames.TryGetValue(alias["lts/".Length..], out var major))
            return $"{major}";
        return Before().Match(alias) is { Success: true } before ? $"{NodeChoice.Newest - (2 * (before.Value[^1] - '0'))}" : alias;
    }

    private static NodeWish? Of(string where, string text, string range) => SemRange.TryParse(range) is { } parsed
        ? new NodeWish(where, JsonFile.Quote(text), parsed, SemVersion.TryParse(range.Trim().TrimStart('v', '=')))
        : null;

    [GeneratedRegex(@"^lts/-[1-9]\z", RegexOptions.IgnoreCase)]
    private static partial Regex Before();
}
