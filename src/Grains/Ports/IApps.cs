using MiniVercel.Deployments;

namespace MiniVercel.Ports;

/// <summary>The programs that answer for deployments, on this engine.</summary>
public interface IApps
{
    /// <summary>Starts the deployment's app beside whatever runs already, and returns when it listens or will not.</summary>
    Task<ActivationTrial> Start(ActivationOrder order, int attempt, CancellationToken cancellationToken);

    /// <summary>Asks the started app for a page, until it is well or was given enough tries.</summary>
    Task<ActivationTrial> Prove(ActivationOrder order, CancellationToken cancellationToken);
}

/// <summary>How a deployment did that is not on the air yet.</summary>
public abstract record ActivationTrial
{
    private ActivationTrial()
    {
    }

    public sealed record Passed : ActivationTrial;

    /// <param name="Reason">What was wrong.</param>
    /// <param name="Detail">The same as a sentence, with the last that the app has said.</param>
    public sealed record Failed(DeploymentReason Reason, string Detail) : ActivationTrial;

    public sealed record TookTooLong : ActivationTrial;

    /// <summary>Another attempt carries the activation on.</summary>
    public sealed record NotMine : ActivationTrial;
}
