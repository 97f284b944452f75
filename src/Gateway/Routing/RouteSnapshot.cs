using System.Collections.Immutable;
using MiniVercel.Routing;

namespace MiniVercel.Gateway.Routing;

/// <summary>What a host is answered by: a project's active deployment, or one build for ever.</summary>
public sealed record SiteTarget(ProjectId Project, BuildId? Build, DeploymentId? Deployment, long Generation, bool IsPreview)
{
    /// <summary>The value of `x-mv-deployment`: who answers.</summary>
    public string? AnsweredBy => IsPreview ? Build?.Value : Deployment?.Value;

    /// <summary>What answered here a short while ago, the latest first.</summary>
    public ImmutableArray<EarlierBuild> Earlier { get; init; } = [];

    /// <summary>Nothing where no program answers here, or none that has been started yet.</summary>
    public AppPlace? App { get; init; }
}

/// <summary>Where the program is that answers for a site.</summary>
/// <param name="Id">Which one it is.</param>
/// <param name="SiloId">The silo that it answers on.</param>
/// <param name="Address">Where that silo listens for others, while it is alive.</param>
/// <param name="HasFailed">Whether it did not start, and nobody goes on trying.</param>
public sealed record AppPlace(AppId Id, string? SiloId, string? Address, bool HasFailed);

/// <param name="Until">When another one was committed.</param>
public sealed record EarlierBuild(BuildId Build, DateTimeOffset Until)
{
    /// <summary>As long as a page that is open goes on asking for the scripts of its own version.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(24);
}

/// <summary>Every host at one moment of the route clock. It never changes; a later moment is another snapshot.</summary>
public sealed record RouteSnapshot(RouteClock Clock, IReadOnlyDictionary<string, SiteTarget> Sites)
{
    public static readonly RouteSnapshot Empty = new(default, new Dictionary<string, SiteTarget>());

    /// <summary>The same at a later moment, where these hosts are all that these projects have.</summary>
    public RouteSnapshot With(RouteClock clock, IReadOnlySet<string> projects, IReadOnlyDictionary<string, SiteTarget> theirs)
    {
        var sites = new Dictionary<string, SiteTarget>(Sites, StringComparer.Ordinal);
        foreach (var (host, target) in Sites)
        {
            if (projects.Contains(target.Project.Value))
                sites.Remove(host);
        }

        foreach (var (host, target) in theirs)
            sites[host] = target;
        return new RouteSnapshot(clock, sites);
    }
}

/// <summary>The snapshot that requests are answered by.</summary>
public sealed class RouteTable
{
    private RouteSnapshot _current = RouteSnapshot.Empty;
    private int _term;
    private volatile TaskCompletionSource _confirmed = New();
    private volatile TaskCompletionSource _moved = New();

    public RouteSnapshot Current => Volatile.Read(ref _current);

    /// <summary>The term of this silo's lease in which it was last in step with the clock; nothing before the first.</summary>
    public int Term => Volatile.Read(ref _term);

    public void Confirm(int term)
    {
        Volatile.Write(ref _term, term);
        Interlocked.Exchange(ref _confirmed, New()).SetResult();
    }

    /// <summary>Returns when the routes are those of this term, or when that takes too long.</summary>
    public async Task InStep(int term, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var confirmed = _confirmed.Task;
        if (Term != term)
            await confirmed.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Returns when there are other routes than these, or after a while.</summary>
    public async Task Other(RouteSnapshot than, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var moved = _moved.Task;
        if (Current == than)
            await moved.WaitAsync(atMost, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public bool IsLoaded => Current != RouteSnapshot.Empty;

    /// <summary>Takes the snapshot unless it is older than what is there: routes only move forward.</summary>
    public bool Apply(RouteSnapshot next)
    {
        while (true)
        {
            var current = Current;
            if (IsLoaded && next.Clock <= current.Clock)
                return false;
            if (Interlocked.CompareExchange(ref _current, next, current) == current)
            {
                Interlocked.Exchange(ref _moved, New()).SetResult();
                return true;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
