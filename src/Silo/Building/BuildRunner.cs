using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo.Building;

/// <summary>The worker's part: takes on builds and runs them.</summary>
public sealed class BuildRunner(
    Claims claims, BuildRun run, Workspaces workspaces, Doorbells doorbells, BuildSlots slots, ILogger<BuildRunner> logger)
    : ClaimRunner(doorbells, Doorbell.Builds, slots.Count, logger)
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await workspaces.Clear();
        await base.StartAsync(cancellationToken);
    }

    protected override Task<Claim?> ClaimNext(IReadOnlyCollection<string> running, CancellationToken cancellationToken) =>
        claims.NextBuild(running, cancellationToken);

    protected override Task Run(Claim claim, CancellationToken cancellationToken) =>
        run.RunBuild(new BuildId(claim.Id), claim.Attempt, cancellationToken);
}

/// <summary>How many builds run at once here.</summary>
public sealed record BuildSlots(int Count);
