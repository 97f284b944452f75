namespace MiniVercel.Deployments;

/// <summary>One activation of a build. It decides and records; an ActivationRun on an engine does the work.</summary>
public interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>Records the order. Saying it twice records it once.</summary>
    Task Begin(ActivationOrder order);

    /// <summary>An engine has claimed the activation: from now on only this attempt may carry it on.</summary>
    Task<ActivationReply> Start(int attempt, string engine);

    Task<ActivationReply> EnterStep(int attempt, ActivationStep step);

    Task<ActivationReply> End(int attempt, ActivationEnding ending);

    Task Subscribe(IDeploymentObserver observer);

    Task Unsubscribe(IDeploymentObserver observer);
}

/// <summary>Hears that an activation has moved on; what it is stands in storage.</summary>
public interface IDeploymentObserver : IGrainObserver
{
    void PhaseChanged(DeploymentId deployment, DeploymentPhase phase);
}
