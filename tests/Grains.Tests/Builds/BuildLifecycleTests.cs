using MiniVercel.Builds;

namespace MiniVercel.Grains.Tests.Builds;

public class BuildLifecycleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly BuildOrder Order = new(
        TeamId.Default, new ProjectId("prj_1"), "site", new UploadId("upl_1"), Production: true, Force: false, "main", null, null, null, null, null, null);

    private static readonly BuildState Pending = After(new BuildState(), new BuildEvent.Submitted(Order, "2abcdefghijk"));
    private static readonly BuildState Building = After(Pending, new BuildEvent.Claimed(1, "worker-a"));
    private static readonly BuildState Succeeded =
        After(Building, new BuildEvent.Finished(1, new BuildEnding.Succeeded(new ArtifactId("art_1")), 7));

    [Fact]
    public void A_submitted_build_waits_in_the_queue()
    {
        Assert.Equal(BuildStatus.Pending, Pending.Status);
        Assert.Equal(Now, Pending.CreatedAt);
        Assert.Equal(BuildLifecycle.ClaimWithin, Pending.WakeIn);
    }

    [Fact]
    public void Submitting_twice_submits_once() => Unchanged(Pending, new BuildEvent.Submitted(Order, "3abcdefghijk"));

    [Fact]
    public void A_claimed_build_is_under_way_and_needs_no_waking()
    {
        Assert.Equal((BuildStatus.Building, 1, "worker-a"), (Building.Status, Building.Attempt, Building.Worker));
        Assert.Null(Building.WakeIn);
    }

    [Fact]
    public void The_same_claim_told_twice_is_one() => Unchanged(Building, new BuildEvent.Claimed(1, "worker-a"));

    [Fact]
    public void Two_workers_cannot_have_the_same_attempt() => Refused(Building, new BuildEvent.Claimed(1, "worker-b"));

    [Fact]
    public void A_lost_worker_is_followed_by_the_next_attempt()
    {
        var entered = After(Building, new BuildEvent.StepEntered(1, BuildStep.Pack));

        var second = After(entered, new BuildEvent.Claimed(2, "worker-b"));

        Assert.Equal((2, "worker-b", (BuildStep?)null), (second.Attempt, second.Worker, second.Step));
        Refused(second, new BuildEvent.StepEntered(1, BuildStep.Upload));
        Refused(second, new BuildEvent.Finished(1, new BuildEnding.Succeeded(new ArtifactId("art_1")), 1));
        Refused(second, new BuildEvent.Claimed(1, "worker-a"));
    }

    [Fact]
    public void The_commit_is_looked_up_once_and_every_attempt_builds_that_one()
    {
        var commit = new BuildCommit("abc", "trunk", "One", "Ada", [], 0);
        var known = After(Building, new BuildEvent.CommitKnown(1, commit));
        var second = After(known, new BuildEvent.Claimed(2, "worker-b"));

        Assert.Equal(("abc", "trunk", commit), (second.Order!.CommitSha, second.Order.Branch, second.Commit));
        Unchanged(second, new BuildEvent.CommitKnown(2, commit with { ChangedPaths = ["a"] }));
        Refused(second, new BuildEvent.CommitKnown(1, commit with { Sha = "def" }));
        Refused(Pending, new BuildEvent.CommitKnown(1, commit));
        Refused(Succeeded, new BuildEvent.CommitKnown(1, commit));
    }

    [Fact]
    public void A_build_that_loses_its_worker_once_too_often_has_failed()
    {
        var last = After(After(Building, new BuildEvent.Claimed(2, "b")), new BuildEvent.Claimed(3, "c"));

        var lost = After(last, new BuildEvent.Claimed(4, "d"));

        Assert.Equal((BuildStatus.Failed, BuildReason.WorkerLost), (lost.Status, lost.Reason));
    }

    [Fact]
    public void Steps_go_forward_only()
    {
        var packing = After(Building, new BuildEvent.StepEntered(1, BuildStep.Pack));

        Unchanged(packing, new BuildEvent.StepEntered(1, BuildStep.Pack));
        Refused(packing, new BuildEvent.StepEntered(1, BuildStep.Clone));
    }

    [Fact]
    public void What_an_attempt_is_given_is_remembered_of_the_newest()
    {
        var first = After(Building, new BuildEvent.EnvironmentGiven(1, new EnvironmentSeen("one", ["A"])));
        Unchanged(first, new BuildEvent.EnvironmentGiven(1, new EnvironmentSeen("one", ["A"])));

        var second = After(After(first, new BuildEvent.Claimed(2, "b")), new BuildEvent.EnvironmentGiven(2, new EnvironmentSeen("two", ["A", "B"])));
        Assert.Equal("two", second.Environment?.Fingerprint);
        Refused(second, new BuildEvent.EnvironmentGiven(1, new EnvironmentSeen("three", [])));
    }

    [Fact]
    public void A_production_success_is_handed_to_the_project_until_it_says_so()
    {
        Assert.True(Succeeded.HandoverDue);
        Assert.NotNull(Succeeded.WakeIn);

        var told = After(Succeeded, new BuildEvent.HandedOver());

        Assert.Null(told.WakeIn);
        Unchanged(told, new BuildEvent.HandedOver());
    }

    [Fact]
    public void A_preview_success_is_nobodys_business()
    {
        var preview = After(new BuildState(), new BuildEvent.Submitted(Order with { Production = false }, "2abcdefghijk"));
        var done = After(
            After(preview, new BuildEvent.Claimed(1, "a")), new BuildEvent.Finished(1, new BuildEnding.Succeeded(new ArtifactId("art_1")), 1));

        Assert.False(done.HandoverDue);
        Assert.Null(done.WakeIn);
    }

    [Fact]
    public void A_build_that_nobody_claims_is_offered_again_and_then_fails()
    {
        var again = After(Pending, new BuildEvent.LeftUnclaimed());
        Assert.Equal((BuildStatus.Pending, 2), (again.Status, again.Offers));

        var given = After(again, new BuildEvent.LeftUnclaimed());
        Assert.Equal((BuildStatus.Failed, BuildReason.NoWorker), (given.Status, given.Reason));
    }

    [Fact]
    public void A_running_build_is_not_left_unclaimed() => Unchanged(Building, new BuildEvent.LeftUnclaimed());

    public static TheoryData<BuildEnding> Endings => new()
    {
        new BuildEnding.Succeeded(new ArtifactId("art_1")),
        new BuildEnding.Failed(BuildReason.NoOutput),
        new BuildEnding.Skipped(),
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void What_has_ended_stays_ended(BuildEnding ending)
    {
        var ended = After(Building, new BuildEvent.Finished(1, ending, 1));

        Assert.Equal(Now, ended.CompletedAt);
        Refused(ended, new BuildEvent.Canceled(BuildReason.CanceledByUser));
        Refused(ended, new BuildEvent.Claimed(2, "b"));
        Refused(ended, new BuildEvent.StepEntered(1, BuildStep.Upload));
        Refused(ended, new BuildEvent.Finished(1, new BuildEnding.Failed(BuildReason.InternalError), 1));
    }

    [Fact]
    public void A_build_that_its_sources_skip_is_canceled_and_says_so()
    {
        var ended = After(Building, new BuildEvent.Finished(1, new BuildEnding.Skipped(), 7));

        Assert.Equal((BuildStatus.Canceled, BuildReason.Skipped, 7, false), (ended.Status, ended.Reason, ended.LastSeq, ended.HandoverDue));
    }

    [Fact]
    public void A_build_can_be_canceled_in_the_queue_and_under_way()
    {
        foreach (var state in new[] { Pending, Building })
        {
            var canceled = After(state, new BuildEvent.Canceled(BuildReason.CanceledByUser));

            Assert.Equal((BuildStatus.Canceled, BuildReason.CanceledByUser), (canceled.Status, canceled.Reason));
            Assert.Null(canceled.WakeIn);
        }
    }

    [Fact]
    public void A_newer_commit_overtakes_what_waits_and_not_what_is_under_way()
    {
        var overtaken = After(Pending, new BuildEvent.Canceled(BuildReason.Superseded));

        Assert.Equal((BuildStatus.Canceled, BuildReason.Superseded), (overtaken.Status, overtaken.Reason));
        Refused(Building, new BuildEvent.Canceled(BuildReason.Superseded));
    }

    [Fact]
    public void Only_an_ended_build_can_be_deleted()
    {
        Refused(Building, new BuildEvent.Deleted());

        var deleted = After(Succeeded, new BuildEvent.Deleted());

        Assert.Equal(Now, deleted.DeletedAt);
        Assert.False(deleted.HandoverDue);
        Assert.NotNull(deleted.WakeIn);
        Assert.Null(After(deleted, new BuildEvent.Released()).WakeIn);
    }

    private static BuildState After(BuildState state, BuildEvent happened) =>
        Assert.IsType<Verdict<BuildState>.Changed>(BuildLifecycle.Decide(state, happened, Now)).Next;

    private static void Unchanged(BuildState state, BuildEvent happened) =>
        Assert.IsType<Verdict<BuildState>.Same>(BuildLifecycle.Decide(state, happened, Now));

    private static void Refused(BuildState state, BuildEvent happened) =>
        Assert.NotEmpty(Assert.IsType<Verdict<BuildState>.Refused>(BuildLifecycle.Decide(state, happened, Now)).Why);
}
