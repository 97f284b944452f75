namespace MiniVercel.Projects;

/// <summary>
/// A project: its settings, and the one place that hands out generations, so that of two activations the later
/// request wins wherever they race.
/// </summary>
public interface IProjectGrain : IGrainWithStringKey
{
    Task<ProjectChange> Create(TeamId team, ProjectSettings settings);

    Task<ProjectChange> Change(ProjectPatch patch);

    /// <summary>Gives it to another team with everything that belongs to it, unless something of it is under way.</summary>
    Task<ProjectChange> Transfer(TeamId team);

    /// <summary>Ends its builds, takes its hosts off the air and leaves a tombstone.</summary>
    Task<ProjectChange> Delete();

    /// <summary>Queues a build under the caller's id: said again after an answer got lost, it is still one build.</summary>
    Task<BuildTriggered> TriggerBuild(BuildId build, BuildRequest request);

    /// <summary>
    /// Accepts the request under the caller's id, gives it the next generation and returns; an engine does the rest. Said
    /// again, it is still one deployment.
    /// </summary>
    Task<ActivationAccepted> Activate(TeamId team, BuildId build, DeploymentId deployment);

    /// <summary>A production build is done: activate it, unless a newer one was activated this way already.</summary>
    [OneWay]
    Task BuildSucceeded(BuildId build);

    /// <summary>Carries on with whatever was recorded but not finished.</summary>
    Task Wake();
}
