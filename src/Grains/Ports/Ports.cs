using MiniVercel.Deployments;

namespace MiniVercel.Ports;

/// <summary>The host names of projects and builds. Every host is a row under one unique index.</summary>
public interface IHosts
{
    /// <summary>The project's production host is its name, and only that.</summary>
    Task PointProduction(TeamId team, ProjectId project, string name);

    /// <summary>Takes every host of the project and its route off the air.</summary>
    Task ReleaseProject(ProjectId project);

    /// <summary>Takes the build's own host off the air.</summary>
    Task ReleaseBuild(BuildId build);
}

/// <summary>Which deployment a project's hosts are answered by, and which gateways know it.</summary>
public interface IRoutes
{
    /// <summary>
    /// Points the project at the deployment, unless a later generation is there already or the run is no longer its
    /// own attempt. Saying it twice commits once.
    /// </summary>
    Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken);

    /// <summary>Returns when every gateway that holds a lease answers by this clock or a later one.</summary>
    Task Publish(RouteClock clock, CancellationToken cancellationToken);

    /// <summary>Whether the build is what its project serves now.</summary>
    Task<bool> Serves(BuildId build);

    /// <summary>Whether the build has ever been what its project served.</summary>
    Task<bool> HasServed(BuildId build);
}

/// <summary>A point in the history of all routes. It only rises; the epoch rises when history was cut by a restore.</summary>
public readonly record struct RouteClock(long Epoch, long N) : IComparable<RouteClock>
{
    public int CompareTo(RouteClock other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : N.CompareTo(other.N);

    public static bool operator <(RouteClock left, RouteClock right) => left.CompareTo(right) < 0;
    public static bool operator >(RouteClock left, RouteClock right) => left.CompareTo(right) > 0;
    public static bool operator <=(RouteClock left, RouteClock right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RouteClock left, RouteClock right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Epoch}.{N}";
}

/// <summary>How the attempt to commit a route ended.</summary>
public abstract record RouteCommit
{
    private RouteCommit()
    {
    }

    public sealed record Committed(RouteClock Clock, DateTimeOffset At) : RouteCommit;

    /// <summary>A later generation serves.</summary>
    public sealed record Superseded : RouteCommit;

    public sealed record ProjectGone : RouteCommit;

    /// <summary>Another attempt carries this activation on.</summary>
    public sealed record NotMine : RouteCommit;
}

/// <summary>The artifact of a build on this engine.</summary>
public interface IArtifacts
{
    /// <summary>Lays the files out under the project's deployments, every byte hashed again on the way.</summary>
    Task Materialise(ProjectId project, BuildId build, CancellationToken cancellationToken);

    /// <summary>Lets the project's `current` link follow the committed route, whatever that is by now.</summary>
    Task LinkCurrent(ProjectId project, CancellationToken cancellationToken);
}

/// <summary>A file of an artifact is missing or is not what its hash says.</summary>
public sealed class ArtifactDamagedException(string message) : Exception(message);

/// <summary>What is known of a project's builds without asking each of them.</summary>
public interface IBuildRecords
{
    Task<IReadOnlyList<BuildId>> Unfinished(ProjectId project);
}

/// <summary>Says "look now" to those who would look within a second anyway.</summary>
public interface IDoorbell
{
    Task Ring(Doorbell bell);
}

public enum Doorbell
{
    /// <summary>A build waits to be claimed.</summary>
    Builds,

    /// <summary>An activation waits to be claimed.</summary>
    Activations,

    /// <summary>The route clock rose.</summary>
    Routes,

    /// <summary>A gateway has applied a route clock.</summary>
    Applied,
}

/// <summary>The database did not answer within the time a caller can be made to wait.</summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A unique index already holds this value.</summary>
public sealed class DuplicateKeyException(string constraint, Exception inner)
    : Exception($"The value is taken ({constraint}).", inner)
{
    public string Constraint => constraint;
}
