using MiniVercel.Deployments;
using MiniVercel.Routing;

namespace MiniVercel.Ports;

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

    /// <summary>Whether nothing that the deployment still does could make a difference: it was committed, or a later one was.</summary>
    Task<bool> IsDecided(ActivationOrder order);

    /// <summary>
    /// Whether the deployment's route was committed, by whichever attempt. Nothing else knows: who commits may be lost
    /// before it can tell.
    /// </summary>
    Task<bool> HasCommitted(DeploymentId deployment);

    /// <summary>Whether the build is what its project serves now.</summary>
    Task<bool> Serves(BuildId build);

    /// <summary>Whether the build has ever been what its project served.</summary>
    Task<bool> HasServed(BuildId build);
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

    /// <summary>The build was deleted, and its contents may be gone at any time.</summary>
    public sealed record BuildGone : RouteCommit;

    /// <summary>Another attempt carries this activation on.</summary>
    public sealed record NotMine : RouteCommit;
}
