using Microsoft.Extensions.Logging;
using MiniVercel.Placement;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Verdict = MiniVercel.Verdict<MiniVercel.Deployments.DeploymentState>;

namespace MiniVercel.Deployments;

/// <summary>Records what happens to one activation, and tells those who wait for its end.</summary>
[PreferRole(SiloRole.Engine)]
[PreferLocalPlacement]
public sealed class DeploymentGrain(
    [PersistentState("deployments", "platform")] IPersistentState<DeploymentState> stored,
    IRoutes routes,
    IDoorbell doorbell,
    TimeProvider clock,
    ILogger<DeploymentGrain> logger) : StatefulGrain<DeploymentState>(stored), IDeploymentGrain
{
    private readonly ObserverManager<IDeploymentObserver> _observers = new(TimeSpan.FromMinutes(2), logger);

    private DeploymentId Id => new(this.GetPrimaryKeyString());

    public async Task Begin(ActivationOrder order)
    {
        await Apply(new DeploymentEvent.Ordered(order));
        await doorbell.Ring(Doorbell.Activations);
    }

    /// <summary>The claim first: from then on no earlier attempt can commit any more, and what the routes say stays true.</summary>
    public async Task<ActivationReply> Start(int attempt, string engine)
    {
        var reply = await Report(new DeploymentEvent.Claimed(attempt, engine));
        return reply is ActivationReply.Go && DeploymentLifecycle.IsOneTooMany(attempt) && !await routes.HasCommitted(Id)
            ? await Report(new DeploymentEvent.GivenUp(attempt))
            : reply;
    }

    public Task<ActivationReply> EnterStep(int attempt, ActivationStep step) =>
        Report(new DeploymentEvent.StepEntered(attempt, step));

    public Task<ActivationReply> End(int attempt, ActivationEnding ending) => Report(new DeploymentEvent.Ended(attempt, ending));

    public Task Subscribe(IDeploymentObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(IDeploymentObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private async Task<ActivationReply> Report(DeploymentEvent happened) => await Apply(happened) switch
    {
        Verdict.Refused refused => new ActivationReply.Stop(refused.Why),
        _ when State.Phase != DeploymentPhase.Activating && happened is not DeploymentEvent.Ended => new ActivationReply.Stop($"the activation is {State.Phase.Word()}"),
        _ => new ActivationReply.Go(State.Order!),
    };

    private async Task<Verdict> Apply(DeploymentEvent happened)
    {
        var verdict = DeploymentLifecycle.Decide(State, happened, clock.GetUtcNow());
        if (verdict is Verdict.Changed changed)
        {
            await Commit(changed.Next);
            _observers.Notify(o => o.PhaseChanged(Id, State.Phase));
        }

        return verdict;
    }
}
