using MiniVercel.Deployments;
using MiniVercel.Platform.Apps;
using MiniVercel.Ports;

namespace MiniVercel.Silo.Apps;

/// <summary>The part of an activation that an engine's apps play: a candidate beside what serves, and the proof that it is well.</summary>
public sealed class ActivatedApps(AppHost host, AppRecords records, AppLimits limits, TimeProvider clock) : IApps
{
    private readonly Patience _patience = Patience.Endless(clock);
    private readonly HealthCheck _health = new(limits, clock);

    public async Task<ActivationTrial> Start(ActivationOrder order, int attempt, CancellationToken cancellationToken)
    {
        if (await _patience.Work(() => records.TakeCandidate(order, attempt, cancellationToken), cancellationToken) is not { } claim)
            return new ActivationTrial.NotMine();
        var app = host.Host(new HostedRow(
            AppId.Of(order.Deployment), order.Project, order.Build, claim, IsMine: true, IsPreview: false, IsWanted: true, HasServed: false));
        return await app.Started.WaitAsync(cancellationToken);
    }

    public async Task<ActivationTrial> Prove(ActivationOrder order, CancellationToken cancellationToken) =>
        host.Find(AppId.Of(order.Deployment)) is { } app ? await _health.Of(app, cancellationToken) : new ActivationTrial.NotMine();
}
