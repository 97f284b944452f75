namespace MiniVercel.Ports;

/// <summary>The host names of projects and builds. Every host is a row under one unique index.</summary>
public interface IHosts
{
    /// <summary>The project's production host is its name, and only that.</summary>
    Task PointProduction(TeamId team, ProjectId project, string name);

    /// <summary>Takes every host of the project and its route off the air.</summary>
    Task ReleaseProject(ProjectId project);

    /// <summary>Takes the build's own host off the air.</summary>
    Task ReleaseBuild(BuildId build);
}
