using System.Text.Json.Serialization;

namespace MiniVercel.Platform.Rules;

/// <summary>
/// What a site's own files (vercel.json, _redirects, _headers) say about how it is served, in the one form that the edge knows. Every
/// expression is a <see cref="Patterns.Pattern"/>, and every target and value a <see cref="Template"/>: both were tried when this was written.
/// </summary>
public sealed record SiteRules
{
    public static readonly SiteRules None = new();

    /// <summary>Pages are found without <c>.html</c>, and those who ask with it are sent there.</summary>
    public bool CleanUrls { get; init; }

    /// <summary>Whether pages end in a slash; nothing where both are answered.</summary>
    public bool? TrailingSlash { get; init; }

    /// <summary>In their order: the first that matches counts.</summary>
    public IReadOnlyList<RouteRule> Routes { get; init; } = [];

    /// <summary>In their order: all that match count.</summary>
    public IReadOnlyList<HeaderRule> Headers { get; init; } = [];

    [JsonIgnore]
    public bool IsEmpty => this is { CleanUrls: false, TrailingSlash: null, Routes.Count: 0, Headers.Count: 0 };
}

/// <summary>Sends a visitor elsewhere, or answers with another file.</summary>
/// <param name="Path">Which paths.</param>
/// <param name="Target">Where to, or which file.</param>
/// <param name="Status">3xx sends elsewhere; anything else is the status of the file's answer.</param>
/// <param name="OverFiles">Whether it counts also where there is a file of that path.</param>
public sealed record RouteRule(string Path, string Target, int Status, bool OverFiles)
{
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    [JsonIgnore]
    public bool IsRedirect => Status is >= 300 and < 400;
}

public sealed record HeaderRule(string Path, IReadOnlyList<HeaderChange> Changes)
{
    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

/// <param name="Name">In lower case.</param>
/// <param name="Value">Nothing takes away what rules before have set.</param>
/// <param name="Adds">Whether it comes beside what rules before have set.</param>
public sealed record HeaderChange(string Name, string? Value, bool Adds);

public enum ConditionKind
{
    Header,
    Cookie,
    Query,
    Host,
}

/// <param name="Kind">Of what.</param>
/// <param name="Key">Its name; a host has none.</param>
/// <param name="Value">What it has to be; nothing where it is enough that it is there.</param>
/// <param name="IsAbsent">Whether it must not be so.</param>
public sealed record Condition(ConditionKind Kind, string Key, string? Value, bool IsAbsent);
