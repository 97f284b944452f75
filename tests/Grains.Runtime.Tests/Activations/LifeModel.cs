using System.Collections.Immutable;

namespace MiniVercel.Runtime.Tests;

internal delegate (ActivationLifecycle Next, ActivationDecision Decision) LifecycleRule(ActivationLifecycle state, ActivationEvent happened);

/// <summary>
/// An activation without threads: it does what the rule decides, with numbers for calls and ticks, and checks after every event
/// what must hold for ever. Immutable, so that a walk over all orders can branch anywhere.
/// </summary>
internal sealed record LifeModel(LifecycleRule Rule, ActivationLifecycle State)
{
    private ImmutableList<(int Id, bool IsTick)> Mailbox { get; init; } = [];

    private int? Turn { get; init; }

    private ImmutableDictionary<int, string> Fates { get; init; } = ImmutableDictionary<int, string>.Empty;

    private int Arrived { get; init; }

    private bool EndBegan { get; init; }

    private bool EndAsked { get; init; }

    public static LifeModel Born(LifecycleRule rule, int waiting, int capacity) => new(rule, ActivationLifecycle.Born(waiting, capacity))
    {
        Mailbox = [.. Enumerable.Range(0, waiting).Select(id => (id, false))],
        Arrived = waiting,
    };

    /// <summary>Whether the loop that plays an activation could see this event now.</summary>
    public bool CanHappen(ActivationEvent it) => it switch
    {
        ActivationEvent.Activated or ActivationEvent.ActivationFailed => State.Phase is ActivationPhase.Activating,
        ActivationEvent.TurnEnded => State.Phase is ActivationPhase.Running,
        ActivationEvent.Deactivated => State.Phase is ActivationPhase.Deactivating,
        _ => true,
    };

    public LifeModel On(ActivationEvent happened)
    {
        var (state, decision) = Rule(State, happened);
        var (me, id) = (this with { State = state }, Arrived);
        var isTick = happened is ActivationEvent.TickArrived;
        var arrives = isTick || happened is ActivationEvent.CallArrived;
        if (arrives) me = me with { Arrived = id + 1 };
        if (happened is ActivationEvent.TurnEnded) me = me.Settle(Turn!.Value, "ran") with { Turn = null };
        me = decision switch
        {
            ActivationDecision.Queue => me with { Mailbox = Mailbox.Add((id, isTick)) },
            ActivationDecision.RunTurn when arrives => me.Start(id),
            ActivationDecision.RunTurn => (me with { Mailbox = Mailbox.RemoveAt(0) }).Start(Mailbox[0].Id),
            ActivationDecision.EndLater => me with { EndAsked = true },
            ActivationDecision.EndNow => me.BeginEnd(),
            ActivationDecision.HandOver => me.Empty("handed over"),
            ActivationDecision.FailWaiting => me.Empty("failed"),
            ActivationDecision.RefuseFull => me.Settle(id, "refused"),
            ActivationDecision.LookAgain => me.Settle(id, "looks again"),
            ActivationDecision.Drop when isTick => me.Settle(id, "dropped"),
            _ => me,
        };
        me.Check(happened);
        return me;
    }

    private LifeModel Start(int id)
    {
        Require(Turn is null, "two turns at once");
        Require(!EndBegan, "a turn after the end began");
        return this with { Turn = id };
    }

    private LifeModel BeginEnd()
    {
        Require(Turn is null, "the end began during a turn");
        Require(!EndBegan, "the end began twice");
        return this with { EndBegan = true };
    }

    private LifeModel Empty(string fate) =>
        Mailbox.Aggregate(this with { Mailbox = [] }, (me, it) => me.Settle(it.Id, it.IsTick ? "dropped" : fate));

    private LifeModel Settle(int id, string fate)
    {
        Require(!Fates.ContainsKey(id), $"{id} was {Fates.GetValueOrDefault(id)} and now is {fate}");
        return this with { Fates = Fates.Add(id, fate) };
    }

    private void Check(ActivationEvent happened)
    {
        Require(State.Waiting == Mailbox.Count, $"{State.Waiting} are counted and {Mailbox.Count} wait");
        Require(State.Phase is ActivationPhase.Running == Turn is not null, $"it is {State.Phase} and its turn is {Turn}");
        Require(State.Phase is not ActivationPhase.Idle || Mailbox.Count == 0, "it rests and something waits");
        Require(State.Phase is ActivationPhase.Deactivating == (EndBegan && State.Phase is not ActivationPhase.Dead), "it ends without having begun to");
        Require(happened is not ActivationEvent.TurnEnded || !EndAsked || EndBegan, "it was asked to end and went on");
        Require(State.Phase is not ActivationPhase.Dead || Fates.Count == Arrived, "it died and something it took was lost");
        Require(Fates.Count + Mailbox.Count + (Turn is null ? 0 : 1) == Arrived, "something was lost, or counted twice");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new BrokenLifecycleException(otherwise);
    }
}

internal sealed class BrokenLifecycleException(string what) : Exception(what);
