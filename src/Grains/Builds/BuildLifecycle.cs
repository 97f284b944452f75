using Verdict = MiniVercel.Verdict<MiniVercel.Builds.BuildState>;

namespace MiniVercel.Builds;

/// <summary>The rules of a build's life, as a function of what it is and what happens to it.</summary>
public static class BuildLifecycle
{
    /// <summary>A build that no worker claims within this time is offered once more, then fails.</summary>
    public static readonly TimeSpan ClaimWithin = TimeSpan.FromMinutes(5);

    public const int MaxOffers = 2;

    /// <summary>How often a build may lose its worker and still be taken up again.</summary>
    public const int MaxAttempts = 3;

    public static Verdict Decide(BuildState state, BuildEvent happened, DateTimeOffset now) => happened switch
    {
        BuildEvent.Submitted e => Submit(state, e, now),
        BuildEvent.Claimed e => Claim(state, e, now),
        BuildEvent.StepEntered e => OfThisAttempt(state, e.Attempt, () => Enter(state, e.Step)),
        BuildEvent.CommitKnown e => OfThisAttempt(state, e.Attempt, () => Know(state, e.Commit)),
        BuildEvent.EnvironmentGiven e => OfThisAttempt(state, e.Attempt, () => See(state, e.Environment)),
        BuildEvent.Finished e => OfThisAttempt(state, e.Attempt, () => Finish(state, e, now)),
        BuildEvent.LeftUnclaimed => LeftUnclaimed(state, now),
        BuildEvent.Canceled e => Cancel(state, e.Reason, now),
        BuildEvent.HandedOver => state.HandoverDue ? Next(state with { HandoverDue = false }) : new Verdict.Same(),
        BuildEvent.Deleted => Delete(state, now),
        BuildEvent.Released => state.ReleaseDue ? Next(state with { ReleaseDue = false }) : new Verdict.Same(),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "No such event in a build's life."),
    };

    private static Verdict Submit(BuildState state, BuildEvent.Submitted e, DateTimeOffset now) =>
        state.Order is not null
            ? new Verdict.Same()
            : Next(new BuildState
            {
                Order = e.Order,
                Team = e.Order.Team,
                ProjectId = e.Order.Project,
                ShortId = e.ShortId,
                Status = BuildStatus.Pending,
                Offers = 1,
                CreatedAt = now,
            });

    private static Verdict Claim(BuildState state, BuildEvent.Claimed e, DateTimeOffset now)
    {
        if (state.HasEnded)
            return new Verdict.Refused($"the build is {state.Status.Word()}");
        if (e.Attempt < state.Attempt)
            return new Verdict.Refused($"attempt {state.Attempt} has it");
        if (e.Attempt == state.Attempt)
            return e.Worker == state.Worker ? new Verdict.Same() : new Verdict.Refused($"attempt {state.Attempt} is another worker's");
        if (e.Attempt > MaxAttempts)
            return Next(Ended(state, BuildStatus.Failed, BuildReason.WorkerLost, now));

        return Next(state with
        {
            Status = BuildStatus.Building,
            Attempt = e.Attempt,
            Worker = e.Worker,
            Step = null,
            StartedAt = state.StartedAt ?? now,
        });
    }

    private static Verdict Enter(BuildState state, BuildStep step)
    {
        if (state.Step == step)
            return new Verdict.Same();
        return state.Step is { } current && step < current
            ? new Verdict.Refused($"step {step.Word()} lies before {current.Word()}")
            : Next(state with { Step = step });
    }

    /// <summary>An attempt that follows builds the same commit: the order says so from now on.</summary>
    private static Verdict Know(BuildState state, BuildCommit commit) =>
        state.Commit?.Sha == commit.Sha
            ? new Verdict.Same()
            : Next(state with { Commit = commit, Order = state.Order! with { CommitSha = commit.Sha, Branch = commit.Branch } });

    private static Verdict See(BuildState state, EnvironmentSeen environment) =>
        state.Environment?.Fingerprint == environment.Fingerprint ? new Verdict.Same() : Next(state with { Environment = environment });

    private static Verdict Finish(BuildState state, BuildEvent.Finished e, DateTimeOffset now) => e.Ending switch
    {
        BuildEnding.Succeeded success => Next(Ended(state, BuildStatus.Success, null, now) with
        {
            ArtifactId = success.Artifact,
            HandoverDue = state.Order!.Production,
            LastSeq = e.LastSeq,
        }),
        BuildEnding.Failed failure => Next(Ended(state, BuildStatus.Failed, failure.Reason, now) with { LastSeq = e.LastSeq }),
        BuildEnding.Skipped => Next(Ended(state, BuildStatus.Canceled, BuildReason.Skipped, now) with { LastSeq = e.LastSeq }),
        _ => throw new ArgumentOutOfRangeException(nameof(e), e.Ending, "No such ending of a build."),
    };

    private static Verdict LeftUnclaimed(BuildState state, DateTimeOffset now)
    {
        if (state.Status != BuildStatus.Pending)
            return new Verdict.Same();
        return state.Offers < MaxOffers
            ? Next(state with { Offers = state.Offers + 1 })
            : Next(Ended(state, BuildStatus.Failed, BuildReason.NoWorker, now));
    }

    /// <summary>What a worker has begun is not thrown away because something newer waits.</summary>
    private static Verdict Cancel(BuildState state, BuildReason reason, DateTimeOffset now) =>
        state.HasEnded || (reason == BuildReason.Superseded && state.Status != BuildStatus.Pending)
            ? new Verdict.Refused($"the build is {state.Status.Word()}")
            : Next(Ended(state, BuildStatus.Canceled, reason, now));

    private static Verdict Delete(BuildState state, DateTimeOffset now)
    {
        if (state.DeletedAt is not null)
            return new Verdict.Same();
        return state.HasEnded
            ? Next(state with { DeletedAt = now, ReleaseDue = true, HandoverDue = false })
            : new Verdict.Refused($"the build is {state.Status.Word()}; cancel it first");
    }

    /// <summary>Whatever an attempt says counts only while it is the current one of a build that is under way.</summary>
    private static Verdict OfThisAttempt(BuildState state, int attempt, Func<Verdict> decide)
    {
        if (state.Status != BuildStatus.Building)
            return new Verdict.Refused($"the build is {state.Status.Word()}");
        return attempt == state.Attempt ? decide() : new Verdict.Refused($"attempt {state.Attempt} has it");
    }

    private static BuildState Ended(BuildState state, BuildStatus status, BuildReason? reason, DateTimeOffset now) =>
        state with { Status = status, Reason = reason, CompletedAt = now };

    private static Verdict.Changed Next(BuildState next) => new(next);
}
