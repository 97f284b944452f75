using MiniVercel.Deployments;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo.Activating;

/// <summary>The engine's part: takes on activations and runs them.</summary>
public sealed class ActivationRunner(
    Claims claims, SiloIdentity silo, ActivationRun run, Doorbells doorbells, ILogger<ActivationRunner> logger)
    : ClaimRunner(doorbells, Doorbell.Activations, SlotsPerEngine, logger)
{
    private const int SlotsPerEngine = 8;

    protected override Task<Claim?> ClaimNext(IReadOnlyCollection<string> running, CancellationToken cancellationToken) =>
        claims.NextActivation(running, cancellationToken);

    protected override Task Run(Claim claim, CancellationToken cancellationToken) =>
        run.Activate(new DeploymentId(claim.Id), claim.Attempt, silo.SiloId, cancellationToken);
}
