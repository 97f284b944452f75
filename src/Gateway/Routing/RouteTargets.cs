namespace MiniVercel.Gateway.Routing;

/// <summary>A host with what it leads to, as the database has it.</summary>
internal sealed record RouteRow
{
    public string Host { get; init; } = "";
    public string ProjectId { get; init; } = "";
    public string? HostBuild { get; init; }
    public string? RouteBuild { get; init; }
    public string? DeploymentId { get; init; }
    public long? Generation { get; init; }
    public string? App { get; init; }
    public string? ServedBy { get; init; }
    public string? NodeAddress { get; init; }
    public bool? HasFailed { get; init; }
}

/// <summary>What the hosts of one snapshot lead to. Hosts that lead to the same share one object, and equal ids one text.</summary>
internal sealed class RouteTargets
{
    /// <summary>Of one project, fewer than retention always keeps. Who deploys more often than that in a day has visitors whose pages are newer.</summary>
    private const int MostEarlier = 9;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiteTarget> _ofProjects = new(StringComparer.Ordinal);
    private readonly Dictionary<SiteTarget, SiteTarget> _withEarlier = new(ReferenceEqualityComparer.Instance);

    public SiteTarget Of(RouteRow row)
    {
        if (row.HostBuild is not null)
            return new SiteTarget(new ProjectId(Text(row.ProjectId)!), new BuildId(Text(row.HostBuild)!), null, 0, IsPreview: true) { App = AppOf(row) };
        if (!_ofProjects.TryGetValue(row.ProjectId, out var target))
        {
            target = new SiteTarget(
                new ProjectId(Text(row.ProjectId)!),
                Text(row.RouteBuild) is { } build ? new BuildId(build) : null,
                Text(row.DeploymentId) is { } deployment ? new DeploymentId(deployment) : null,
                row.Generation ?? 0,
                IsPreview: false)
            { App = AppOf(row) };
            _ofProjects.Add(target.Project.Value, target);
        }

        return target;
    }

    /// <summary>The target, remembering what was served there before. A preview is of one build for ever.</summary>
    public SiteTarget With(SiteTarget target, IEnumerable<EarlierBuild> earlier)
    {
        if (target.IsPreview)
            return target;
        if (!_withEarlier.TryGetValue(target, out var remembering))
            _withEarlier.Add(target, remembering = target with { Earlier = [.. earlier.Where(e => e.Build != target.Build).Take(MostEarlier)] });
        return remembering;
    }

    private AppPlace? AppOf(RouteRow row) =>
        row.App is null ? null : new AppPlace(new AppId(Text(row.App)!), Text(row.ServedBy), Text(row.NodeAddress), row.HasFailed == true);

    private string? Text(string? text)
    {
        if (text is null)
            return null;
        if (_texts.TryGetValue(text, out var known))
            return known;
        _texts.Add(text);
        return text;
    }
}
