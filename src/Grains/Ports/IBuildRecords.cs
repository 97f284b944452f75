namespace MiniVercel.Ports;

/// <summary>What is known of a project's builds without asking each of them.</summary>
public interface IBuildRecords
{
    Task<IReadOnlyList<BuildId>> Unfinished(ProjectId project);

    /// <summary>Those that still wait with an older commit of the branch that this one is of, for the same purpose.</summary>
    Task<IReadOnlyList<BuildId>> OvertakenBy(BuildId build);
}
