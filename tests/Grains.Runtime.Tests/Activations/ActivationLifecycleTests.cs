using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Runtime.Tests;

public sealed class ActivationLifecycleTests
{
    private const int Depth = 7;
    private static readonly ActivationEvent[] Events = Enum.GetValues<ActivationEvent>();

    [Fact]
    public void Every_order_of_events_keeps_one_turn_at_a_time_and_loses_nothing()
    {
        Assert.True(Walk(Correct) > 100_000);
    }

    [Fact]
    public void Long_random_lives_keep_the_same_promises()
    {
        var lives = Gen.Zip(Gen.Choose(0, 3), Gen.ArrayOf(Gen.Elements(Events)), (waiting, events) => (waiting, events));
        Prop.ForAll(lives.ToArbitrary(), life =>
        {
            var model = LifeModel.Born(Correct, life.waiting, capacity: 3);
            foreach (var it in life.events) model = model.CanHappen(it) ? model.On(it) : model;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(300));
    }

    [Fact]
    public void An_event_that_cannot_happen_is_refused_by_name()
    {
        var idle = ActivationLifecycle.Born(0, 1).On(ActivationEvent.Activated).Next;

        var refused = Assert.Throws<InvalidOperationException>(() => idle.On(ActivationEvent.TurnEnded));

        Assert.Equal("An activation that is Idle cannot take the event TurnEnded.", refused.Message);
    }

    [Fact]
    public void A_full_mailbox_refuses_calls_and_still_takes_ticks()
    {
        var full = ActivationLifecycle.Born(1, capacity: 1);

        Assert.Equal((full, ActivationDecision.RefuseFull), full.On(ActivationEvent.CallArrived));
        Assert.Equal(ActivationDecision.Queue, full.On(ActivationEvent.TickArrived).Decision);
    }

    [Fact]
    public void A_grain_that_ends_while_it_activates_takes_one_turn_first_so_that_its_callers_get_on()
    {
        var asked = ActivationLifecycle.Born(2, 9).On(ActivationEvent.DeactivationRequested).Next;

        var (running, decision) = asked.On(ActivationEvent.Activated);

        Assert.Equal(ActivationDecision.RunTurn, decision);
        Assert.Equal(ActivationDecision.EndNow, running.On(ActivationEvent.TurnEnded).Decision);
    }

    public static TheoryData<string> Mistakes => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void The_walk_catches_a_rule_with_a_mistake(string mistake)
    {
        Assert.Throws<BrokenLifecycleException>(() => Walk(Broken[mistake]));
    }

    private static readonly Dictionary<string, LifecycleRule> Broken = new()
    {
        ["the end begins during a turn"] = (state, it) => (state.Phase, it) is (ActivationPhase.Running, ActivationEvent.DeactivationRequested)
            ? (state with { Phase = ActivationPhase.Deactivating, EndRequested = true }, ActivationDecision.EndNow)
            : state.On(it),
        ["a call runs while it deactivates"] = (state, it) => (state.Phase, it) is (ActivationPhase.Deactivating, ActivationEvent.CallArrived)
            ? (state with { Phase = ActivationPhase.Running }, ActivationDecision.RunTurn)
            : state.On(it),
        ["a call queues behind the dead"] = (state, it) => (state.Phase, it) is (ActivationPhase.Dead, ActivationEvent.CallArrived)
            ? (state with { Waiting = state.Waiting + 1 }, ActivationDecision.Queue)
            : state.On(it),
        ["what waits is forgotten at the end"] = (state, it) => it is ActivationEvent.Deactivated && state.Phase is ActivationPhase.Deactivating
            ? (state.On(it).Next, ActivationDecision.Rest)
            : state.On(it),
        ["a second turn starts beside the first"] = (state, it) => (state.Phase, it) is (ActivationPhase.Running, ActivationEvent.CallArrived)
            ? (state, ActivationDecision.RunTurn)
            : state.On(it),
        ["it rests though something waits"] = (state, it) => it is ActivationEvent.Activated && state is { Phase: ActivationPhase.Activating, Waiting: > 0 }
            ? (state with { Phase = ActivationPhase.Idle }, ActivationDecision.Rest)
            : state.On(it),
        ["it goes on though asked to end"] = (state, it) => it is ActivationEvent.TurnEnded && state is { Phase: ActivationPhase.Running, Waiting: > 0 }
            ? (state with { Waiting = state.Waiting - 1 }, ActivationDecision.RunTurn)
            : state.On(it),
    };

    private static (ActivationLifecycle, ActivationDecision) Correct(ActivationLifecycle state, ActivationEvent it) => state.On(it);

    // Breadth first, so that a broken rule is shown by its shortest life.
    private static int Walk(LifecycleRule rule)
    {
        var reached = 0;
        List<LifeModel> lives = [LifeModel.Born(rule, 0, capacity: 2), LifeModel.Born(rule, 1, capacity: 2), LifeModel.Born(rule, 2, capacity: 2)];
        for (var step = 0; step < Depth; step++)
        {
            var next = new List<LifeModel>();
            foreach (var life in lives)
            {
                foreach (var it in Events)
                {
                    if (life.CanHappen(it)) next.Add(life.On(it));
                    else Assert.Throws<InvalidOperationException>(() => life.State.On(it));
                }
            }

            reached += next.Count;
            lives = next;
        }

        return reached;
    }
}
