namespace MiniVercel.Ports;

/// <summary>Gives a project to another team, with everything that belongs to it.</summary>
public interface IProjectTransfers
{
    /// <summary>In one go, and only while nothing of the project is under way. What grains remember of it is stale from then on.</summary>
    /// <returns>Why it may not go now, as a sentence; nothing where it has gone.</returns>
    Task<string?> Transfer(ProjectId project, TeamId from, TeamId to);
}
