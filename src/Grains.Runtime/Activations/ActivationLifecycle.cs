namespace MiniVercel.Runtime;

internal enum ActivationPhase
{
    Activating,
    Idle,
    Running,
    Deactivating,
    Dead,
}

internal enum ActivationEvent
{
    CallArrived,
    TickArrived,
    Activated,
    ActivationFailed,
    TurnEnded,
    DeactivationRequested,
    FoundIdle,
    Deactivated,
}

/// <summary>What the activation must do, now that the event is part of its state.</summary>
internal enum ActivationDecision
{
    /// <summary>Keep what arrived in the mailbox.</summary>
    Queue,
    /// <summary>Start the next turn; its work is the oldest in the mailbox (what has just arrived counts).</summary>
    RunTurn,
    /// <summary>Nothing to do until something arrives.</summary>
    Rest,
    /// <summary>Remember the reason: the end comes after the turn.</summary>
    EndLater,
    /// <summary>Run OnDeactivateAsync now.</summary>
    EndNow,
    /// <summary>Leave the directory and give the waiting calls, in order, to the next activation.</summary>
    HandOver,
    /// <summary>Leave the directory and fail the waiting calls.</summary>
    FailWaiting,
    /// <summary>Refuse the call: the mailbox is full.</summary>
    RefuseFull,
    /// <summary>This activation is over: look in the directory again.</summary>
    LookAgain,
    /// <summary>Forget it.</summary>
    Drop,
}

/// <summary>
/// The life of an activation as a rule without locks or tasks: (state, event) → (state, decision). It is born activating,
/// with the calls that woke it. Every race of calls, ticks, ends and writes in flight is an order of these events.
/// </summary>
internal readonly record struct ActivationLifecycle(ActivationPhase Phase, int Waiting, bool EndRequested, int Capacity)
{
    public static ActivationLifecycle Born(int waiting, int capacity) =>
        new(ActivationPhase.Activating, waiting, EndRequested: false, capacity);

    public (ActivationLifecycle Next, ActivationDecision Decision) On(ActivationEvent happened) => (happened, Phase) switch
    {
        (ActivationEvent.CallArrived, ActivationPhase.Dead) => (this, ActivationDecision.LookAgain),
        (ActivationEvent.CallArrived, ActivationPhase.Idle) => (Running(Waiting), ActivationDecision.RunTurn),
        (ActivationEvent.CallArrived, _) when Waiting >= Capacity => (this, ActivationDecision.RefuseFull),
        (ActivationEvent.CallArrived, _) => (this with { Waiting = Waiting + 1 }, ActivationDecision.Queue),

        // A tick belongs to this life only. There are as many as timers, so they need no bound.
        (ActivationEvent.TickArrived, ActivationPhase.Deactivating or ActivationPhase.Dead) => (this, ActivationDecision.Drop),
        (ActivationEvent.TickArrived, _) when EndRequested => (this, ActivationDecision.Drop),
        (ActivationEvent.TickArrived, ActivationPhase.Idle) => (Running(Waiting), ActivationDecision.RunTurn),
        (ActivationEvent.TickArrived, _) => (this with { Waiting = Waiting + 1 }, ActivationDecision.Queue),

        // A grain that asks for its end while it activates still takes one turn: else the calls that woke it would wake it for ever.
        (ActivationEvent.Activated, ActivationPhase.Activating) when Waiting > 0 => (Running(Waiting - 1), ActivationDecision.RunTurn),
        (ActivationEvent.Activated, ActivationPhase.Activating) => EndOrRest(),
        (ActivationEvent.ActivationFailed, ActivationPhase.Activating) => (Dead(), ActivationDecision.FailWaiting),

        (ActivationEvent.TurnEnded, ActivationPhase.Running) when Waiting > 0 && !EndRequested =>
            (Running(Waiting - 1), ActivationDecision.RunTurn),
        (ActivationEvent.TurnEnded, ActivationPhase.Running) => EndOrRest(),

        (ActivationEvent.DeactivationRequested, ActivationPhase.Idle) => (Ending(), ActivationDecision.EndNow),
        (ActivationEvent.DeactivationRequested, ActivationPhase.Activating or ActivationPhase.Running) when !EndRequested =>
            (this with { EndRequested = true }, ActivationDecision.EndLater),
        (ActivationEvent.DeactivationRequested, _) => (this, ActivationDecision.Drop),

        (ActivationEvent.FoundIdle, ActivationPhase.Idle) => (Ending(), ActivationDecision.EndNow),
        (ActivationEvent.FoundIdle, _) => (this, ActivationDecision.Drop),

        (ActivationEvent.Deactivated, ActivationPhase.Deactivating) => (Dead(), ActivationDecision.HandOver),

        _ => throw new InvalidOperationException($"An activation that is {Phase} cannot take the event {happened}."),
    };

    private (ActivationLifecycle, ActivationDecision) EndOrRest() => EndRequested
        ? (Ending(), ActivationDecision.EndNow)
        : (this with { Phase = ActivationPhase.Idle }, ActivationDecision.Rest);

    private ActivationLifecycle Running(int waiting) => this with { Phase = ActivationPhase.Running, Waiting = waiting };

    private ActivationLifecycle Ending() => this with { Phase = ActivationPhase.Deactivating, EndRequested = true };

    private ActivationLifecycle Dead() => this with { Phase = ActivationPhase.Dead, Waiting = 0 };
}
