using System.Text.RegularExpressions;

namespace MiniVercel.Cli.Projects;

/// <summary>
/// A project's name is a DNS label of its own: it stands before the base domain, and must not look like the
/// host of one of its builds or branches.
/// </summary>
internal static partial class ProjectName
{
    private const int MaxLength = 63;

    /// <summary>The name as it was given, if it can be one.</summary>
    public static string Given(string name) =>
        WhyNot(name) is { } why
            ? throw new UsageException($"\"{name}\" cannot be a project's name: {why}.")
            : name;

    /// <summary>The name that a folder's own name gives, so that the same folder finds its project again.</summary>
    public static string OfFolder(string folder) => Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), "folder");

    /// <summary>The name that a repository's own name gives.</summary>
    public static string OfRepository(string gitUrl)
    {
        var last = gitUrl.TrimEnd('/').Split('/', ':')[^1];
        return Of(last.EndsWith(".git", StringComparison.Ordinal) ? last[..^".git".Length] : last, "repository");
    }

    private static string Of(string text, string what)
    {
        var slug = NotAllowed.Replace(text.ToLowerInvariant(), "-").Trim('-');
        slug = slug[..Math.Min(slug.Length, MaxLength)].TrimEnd('-');
        // Dropping the offending part instead would give two of them one name, and the second would be deployed over the first.
        return WhyNot(slug) is { } why
            ? throw new UsageException($"No project's name can be made of the {what}'s name \"{text}\": {why}. Give one with --name.")
            : slug;
    }

    private static string? WhyNot(string name) => name switch
    {
        "" => "it has no letter or digit of a-z, 0-9",
        { Length: > MaxLength } => $"it is longer than {MaxLength} characters",
        _ when !Label.IsMatch(name) => "only a-z, 0-9 and hyphens between them may be in it",
        _ when name.Contains("-git-", StringComparison.Ordinal) => "\"-git-\" in it is kept for the hosts of branches",
        _ when LikeABuild.IsMatch(name) => "it ends like the host of a build",
        _ => null,
    };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotAllowed { get; }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Label { get; }

    [GeneratedRegex(@"-[2-7][a-z2-7]{11}\z")]
    private static partial Regex LikeABuild { get; }
}
