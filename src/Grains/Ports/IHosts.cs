namespace MiniVercel.Ports;

/// <summary>The host names of projects and builds. Every host is a row under one unique index.</summary>
public interface IHosts
{
    /// <summary>The project's production host is its name, and only that; the hosts of its branches go by the name as well.</summary>
    Task PointProduction(TeamId team, ProjectId project, string name);

    /// <summary>Takes every host of the project and its route off the air, with its claims to names and what was uploaded for it.</summary>
    Task ReleaseProject(ProjectId project);

    /// <summary>Takes the build's own host off the air, and gives its branch's to the newest build of the branch that is left.</summary>
    Task ReleaseBuild(BuildId build);

    /// <summary>Takes the branch's host off the air, unless a build answers there that was made after the branch had gone.</summary>
    /// <param name="project">Whose branch it was.</param>
    /// <param name="branch">Its name.</param>
    /// <param name="before">An id as old as the end of the branch.</param>
    Task ReleaseBranch(ProjectId project, string branch, BuildId before);
}
