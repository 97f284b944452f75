namespace MiniVercel.Ports;

/// <summary>What is known of a project's builds without asking each of them.</summary>
public interface IBuildRecords
{
    Task<IReadOnlyList<BuildId>> Unfinished(ProjectId project);
}
