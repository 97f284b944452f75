using MiniVercel.Deployments;

namespace MiniVercel.Grains.Tests.Deployments;

public class DeploymentLifecycleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ActivationOrder Order = new(
        TeamId.Default, new ProjectId("prj_1"), new BuildId("bld_1"), new DeploymentId("dpl_1"), Generation: 3, IsRollback: false);

    private static readonly DeploymentState Ordered = After(new DeploymentState(), new DeploymentEvent.Ordered(Order));
    private static readonly DeploymentState Claimed = After(Ordered, new DeploymentEvent.Claimed(1, "engine-a"));

    [Fact]
    public void Ordering_twice_orders_once() => Unchanged(Ordered, new DeploymentEvent.Ordered(Order with { Generation = 9 }));

    [Fact]
    public void What_was_never_ordered_cannot_be_claimed() => Refused(new DeploymentState(), new DeploymentEvent.Claimed(1, "engine-a"));

    [Fact]
    public void The_same_claim_told_twice_is_one()
    {
        Unchanged(Claimed, new DeploymentEvent.Claimed(1, "engine-a"));
        Refused(Claimed, new DeploymentEvent.Claimed(1, "engine-b"));
    }

    [Fact]
    public void A_lost_engine_is_followed_by_the_next_attempt_from_the_first_step_on()
    {
        var published = After(Claimed, new DeploymentEvent.StepEntered(1, ActivationStep.Publish));

        var second = After(published, new DeploymentEvent.Claimed(2, "engine-b"));

        Assert.Null(second.Step);
        Refused(second, new DeploymentEvent.StepEntered(1, ActivationStep.Commit));
        Refused(second, new DeploymentEvent.Ended(1, new ActivationEnding.Superseded()));
        After(second, new DeploymentEvent.StepEntered(2, ActivationStep.Prepare));
    }

    [Fact]
    public void An_activation_that_loses_engine_after_engine_is_given_up_before_it_commits()
    {
        var last = After(Ordered, new DeploymentEvent.Claimed(DeploymentLifecycle.MaxAttempts, "engine-a"));

        Refused(last, new DeploymentEvent.GivenUp(DeploymentLifecycle.MaxAttempts));
        var tooMany = After(last, new DeploymentEvent.Claimed(DeploymentLifecycle.MaxAttempts + 1, "engine-b"));
        Refused(tooMany, new DeploymentEvent.GivenUp(DeploymentLifecycle.MaxAttempts));
        var given = After(tooMany, new DeploymentEvent.GivenUp(DeploymentLifecycle.MaxAttempts + 1));

        Assert.Equal((DeploymentPhase.Unhealthy, DeploymentReason.EngineLost), (given.Phase, given.Reason));
    }

    public static TheoryData<ActivationEnding, DeploymentPhase, DeploymentReason?> Endings => new()
    {
        { new ActivationEnding.Active(Now), DeploymentPhase.Committed, null },
        { new ActivationEnding.Superseded(), DeploymentPhase.Superseded, DeploymentReason.NewerActivation },
        { new ActivationEnding.Unhealthy(DeploymentReason.ArtifactDamaged), DeploymentPhase.Unhealthy, DeploymentReason.ArtifactDamaged },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void Every_ending_has_its_phase_and_stays(ActivationEnding ending, DeploymentPhase phase, DeploymentReason? reason)
    {
        var ended = After(Claimed, new DeploymentEvent.Ended(1, ending));

        Assert.Equal((phase, reason, Now), (ended.Phase, ended.Reason, ended.EndedAt));
        Refused(ended, new DeploymentEvent.Claimed(2, "engine-b"));
        Refused(ended, new DeploymentEvent.StepEntered(1, ActivationStep.Prepare));
        Refused(ended, new DeploymentEvent.Ended(1, new ActivationEnding.Superseded()));
    }

    private static DeploymentState After(DeploymentState state, DeploymentEvent happened) =>
        Assert.IsType<Verdict<DeploymentState>.Changed>(DeploymentLifecycle.Decide(state, happened, Now)).Next;

    private static void Unchanged(DeploymentState state, DeploymentEvent happened) =>
        Assert.IsType<Verdict<DeploymentState>.Same>(DeploymentLifecycle.Decide(state, happened, Now));

    private static void Refused(DeploymentState state, DeploymentEvent happened) =>
        Assert.NotEmpty(Assert.IsType<Verdict<DeploymentState>.Refused>(DeploymentLifecycle.Decide(state, happened, Now)).Why);
}
