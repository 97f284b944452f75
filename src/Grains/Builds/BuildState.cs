using System.Text.Json.Serialization;

namespace MiniVercel.Builds;

/// <summary>A build's record: its place in the queue, its attempts and its ending.</summary>
public sealed record BuildState : IGrainRecord
{
    public BuildOrder? Order { get; init; }
    public TeamId Team { get; init; }
    public ProjectId ProjectId { get; init; }
    public string ShortId { get; init; } = "";
    public BuildStatus Status { get; init; }
    public BuildReason? Reason { get; init; }
    public BuildStep? Step { get; init; }
    public int Attempt { get; init; }

    /// <summary>How often the build was offered to workers without being claimed.</summary>
    public int Offers { get; init; }

    public string? Worker { get; init; }

    /// <summary>What it is built of, once that was looked up in the repository.</summary>
    public BuildCommit? Commit { get; init; }

    /// <summary>What the commands of the newest attempt have seen; nothing where none has run.</summary>
    public EnvironmentSeen? Environment { get; init; }

    public ArtifactId? ArtifactId { get; init; }
    public long LastSeq { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>A production build's success still has to reach its project.</summary>
    public bool HandoverDue { get; init; }

    /// <summary>The build is deleted but its host may still be on the air.</summary>
    public bool ReleaseDue { get; init; }

    [JsonIgnore]
    public bool HasEnded => Status is BuildStatus.Success or BuildStatus.Failed or BuildStatus.Canceled;

    [JsonIgnore]
    public TimeSpan? WakeIn =>
        HandoverDue || ReleaseDue ? TimeSpan.FromSeconds(5)
        : Status == BuildStatus.Pending ? BuildLifecycle.ClaimWithin
        : null;
}
