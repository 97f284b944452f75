using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Live.Events;

internal enum TopicKind
{
    Build,
    Project,
    Team,
}

/// <summary>What somebody wants to be told about.</summary>
internal readonly record struct Topic(TopicKind Kind, string Id)
{
    /// <summary>Whoever wants one of these wants to know of the change.</summary>
    public static IEnumerable<Topic> Of(Change change)
    {
        if (change.Kind == Change.Build)
            yield return new Topic(TopicKind.Build, change.Id);
        yield return new Topic(TopicKind.Project, change.ProjectId);
        yield return new Topic(TopicKind.Team, change.TeamId);
    }

    public bool Covers(Change change) => Of(change).Contains(this);
}
