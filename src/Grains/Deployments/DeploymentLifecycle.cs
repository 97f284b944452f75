using Verdict = MiniVercel.Verdict<MiniVercel.Deployments.DeploymentState>;

namespace MiniVercel.Deployments;

/// <summary>Everything that can happen to an activation.</summary>
public abstract record DeploymentEvent
{
    private DeploymentEvent()
    {
    }

    public sealed record Ordered(ActivationOrder Order) : DeploymentEvent;

    public sealed record Claimed(int Attempt, string Engine) : DeploymentEvent;

    public sealed record StepEntered(int Attempt, ActivationStep Step) : DeploymentEvent;

    /// <summary>One attempt too many was claimed, and none before it has committed.</summary>
    public sealed record GivenUp(int Attempt) : DeploymentEvent;

    public sealed record Ended(int Attempt, ActivationEnding Ending) : DeploymentEvent;
}

/// <summary>The rules of an activation's life, as a function of what it is and what happens to it.</summary>
public static class DeploymentLifecycle
{
    /// <summary>How often an activation may lose its engine and still be taken up again, as long as nothing was committed.</summary>
    public const int MaxAttempts = 5;

    /// <summary>How often it may take too long: what was slow once, on a busy machine, may be given another chance.</summary>
    private const int MaxTimedOut = 2;

    /// <summary>Whether the attempt may go on only where an earlier one has committed: from there the only way is forward.</summary>
    public static bool IsOneTooMany(int attempt) => attempt > MaxAttempts;

    public static Verdict Decide(DeploymentState state, DeploymentEvent happened, DateTimeOffset now) => happened switch
    {
        DeploymentEvent.Ordered e => Order(state, e.Order, now),
        DeploymentEvent.Claimed e => Claim(state, e, now),
        DeploymentEvent.StepEntered e => OfThisAttempt(state, e.Attempt, () =>
            state.Step == e.Step ? new Verdict.Same() : Next(state with { Step = e.Step })),
        DeploymentEvent.GivenUp e => OfThisAttempt(state, e.Attempt, () => GiveUp(state, now)),
        DeploymentEvent.Ended e => OfThisAttempt(state, e.Attempt, () => End(state, e.Ending, now)),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No such event in an activation's life."),
    };

    private static Verdict Order(DeploymentState state, ActivationOrder order, DateTimeOffset now) =>
        state.Order is not null
            ? new Verdict.Same()
            : Next(new DeploymentState
            {
                Order = order,
                Team = order.Team,
                ProjectId = order.Project,
                BuildId = order.Build,
                Phase = DeploymentPhase.Activating,
                CreatedAt = now,
            });

    private static Verdict Claim(DeploymentState state, DeploymentEvent.Claimed e, DateTimeOffset now)
    {
        if (state.Order is null || state.Phase != DeploymentPhase.Activating)
            return new Verdict.Refused($"the activation is {state.Phase.Word()}");
        if (e.Attempt < state.Attempt)
            return new Verdict.Refused($"attempt {state.Attempt} has it");
        if (e.Attempt == state.Attempt)
            return e.Engine == state.Engine ? new Verdict.Same() : new Verdict.Refused($"attempt {state.Attempt} is another engine's");
        // A new attempt begins at the first step: every step may be taken twice.
        return Next(state with { Attempt = e.Attempt, Engine = e.Engine, Step = null });
    }

    private static Verdict GiveUp(DeploymentState state, DateTimeOffset now) => IsOneTooMany(state.Attempt)
        ? End(state, new ActivationEnding.Unhealthy(DeploymentReason.EngineLost), now)
        : new Verdict.Refused($"attempt {state.Attempt} is not one too many");

    private static Verdict End(DeploymentState state, ActivationEnding ending, DateTimeOffset now) => ending switch
    {
        ActivationEnding.Active e => Next(state with
        {
            Phase = DeploymentPhase.Committed,
            ActivatedAt = e.ActivatedAt,
            EndedAt = now,
        }),
        ActivationEnding.Superseded => Next(state with
        {
            Phase = DeploymentPhase.Superseded,
            Reason = DeploymentReason.NewerActivation,
            EndedAt = now,
        }),
        ActivationEnding.TimedOut when state.TimedOut + 1 < MaxTimedOut => Next(state with { TimedOut = state.TimedOut + 1 }),
        ActivationEnding.TimedOut => End(state, new ActivationEnding.Unhealthy(DeploymentReason.TimedOut), now),
        ActivationEnding.Unhealthy e => Next(state with
        {
            Phase = DeploymentPhase.Unhealthy,
            Reason = e.Reason,
            Detail = e.Detail,
            EndedAt = now,
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, "No such ending of an activation."),
    };

    /// <summary>Whatever a run says counts only while it is the current one of an activation that is under way.</summary>
    private static Verdict OfThisAttempt(DeploymentState state, int attempt, Func<Verdict> decide)
    {
        if (state.Phase != DeploymentPhase.Activating)
            return new Verdict.Refused($"the activation is {state.Phase.Word()}");
        return attempt == state.Attempt ? decide() : new Verdict.Refused($"attempt {state.Attempt} has it");
    }

    private static Verdict.Changed Next(DeploymentState next) => new(next);
}
