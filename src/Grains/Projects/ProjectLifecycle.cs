using MiniVercel.Deployments;
using Verdict = MiniVercel.Verdict<MiniVercel.Projects.ProjectState>;

namespace MiniVercel.Projects;

/// <summary>Everything that can happen to a project.</summary>
public abstract record ProjectEvent
{
    private ProjectEvent()
    {
    }

    public sealed record Created(TeamId Team, ProjectSettings Settings) : ProjectEvent;

    public sealed record SettingsChanged(ProjectPatch Patch) : ProjectEvent;

    /// <summary>The host of this name, or none, is what is on the air now.</summary>
    public sealed record NamePublished(string? Name) : ProjectEvent;

    public sealed record ActivationRequested(
        ProjectId Project, BuildId Build, DeploymentId Deployment, bool IsRollback, bool IsAutomatic) : ProjectEvent;

    /// <summary>The deployment has a record of its own.</summary>
    public sealed record ActivationRecorded(DeploymentId Deployment) : ProjectEvent;

    public sealed record Deleted : ProjectEvent;
}

/// <summary>The rules of a project's life, as a function of what it is and what happens to it.</summary>
public static class ProjectLifecycle
{
    public const string ChangedMeanwhile = "somebody else has changed it meanwhile";

    public static Verdict Decide(ProjectState state, ProjectEvent happened, DateTimeOffset now)
    {
        switch (happened)
        {
            case ProjectEvent.Created e:
                return state.Settings is not null
                    ? new Verdict.Same()
                    : Next(new ProjectState { Team = e.Team, Settings = e.Settings, CreatedAt = now, UpdatedAt = now });

            case ProjectEvent.NamePublished e:
                return state.PublishedName == e.Name ? new Verdict.Same() : Next(state with { PublishedName = e.Name });

            case ProjectEvent.ActivationRecorded e:
                return state.Requested.Find(o => o.Deployment == e.Deployment) is { } order
                    ? Next(state with { Requested = state.Requested.Remove(order) })
                    : new Verdict.Same();

            case var _ when !state.IsAlive:
                return new Verdict.Refused("there is no such project");

            case ProjectEvent.SettingsChanged e:
                var settings = e.Patch.ApplyTo(state.Settings!);
                if (state.Settings == settings)
                    return new Verdict.Same();
                return e.Patch.Seen is { } seen && seen != InMilliseconds(state.UpdatedAt)
                    ? new Verdict.Refused(ChangedMeanwhile)
                    : Next(state with { Settings = settings, UpdatedAt = After(state.UpdatedAt, now) });

            case ProjectEvent.ActivationRequested e:
                return RequestActivation(state, e);

            // Its name may be on the air without that being recorded yet: it counts as if it were, so that it is taken off.
            case ProjectEvent.Deleted:
                return Next(state with { DeletedAt = now, UpdatedAt = now, Requested = [], PublishedName = state.PublishedName ?? state.WantedName });

            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "No such event in a project's life.");
        }
    }

    /// <summary>Two changes are never of one time, as far as it is written down: by it a caller says which one they have seen.</summary>
    private static DateTimeOffset After(DateTimeOffset last, DateTimeOffset now) =>
        InMilliseconds(now) > InMilliseconds(last) ? now : InMilliseconds(last).AddMilliseconds(1);

    private static DateTimeOffset InMilliseconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    private static Verdict RequestActivation(ProjectState state, ProjectEvent.ActivationRequested e)
    {
        // The same success told twice, or an older build that took longer: the newer one stays.
        if (e.IsAutomatic && !e.Build.IsNewerThan(state.NewestAutomatic))
            return new Verdict.Same();
        // It has had its turn, so that it does not come back when the setting changes: from here on a person decides.
        if (e.IsAutomatic && !state.Settings!.AutoActivate)
            return Next(state with { NewestAutomatic = e.Build });
        if (state.Requested.Exists(o => o.Deployment == e.Deployment) || state.NewestRequested == e.Deployment)
            return new Verdict.Same();

        var generation = state.Generation + 1;
        var order = new ActivationOrder(state.Team, e.Project, e.Build, e.Deployment, generation, e.IsRollback);
        return Next(state with
        {
            Generation = generation,
            Requested = state.Requested.Add(order),
            NewestAutomatic = e.IsAutomatic ? e.Build : state.NewestAutomatic,
            NewestRequested = e.Deployment,
        });
    }

    private static Verdict.Changed Next(ProjectState next) => new(next);
}
