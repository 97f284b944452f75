using System.Text.Json.Serialization;

namespace MiniVercel.Deployments;

/// <summary>One activation's record.</summary>
public sealed record DeploymentState : IGrainRecord
{
    public ActivationOrder? Order { get; init; }
    public TeamId Team { get; init; }
    public ProjectId ProjectId { get; init; }
    public BuildId BuildId { get; init; }
    public DeploymentPhase Phase { get; init; }
    public DeploymentReason? Reason { get; init; }

    /// <summary>The reason as a sentence, where there is more to say about it.</summary>
    public string? Detail { get; init; }

    public ActivationStep? Step { get; init; }

    public int Attempt { get; init; }

    /// <summary>How many attempts took too long.</summary>
    public int TimedOut { get; init; }

    public string? Engine { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Engines look for activations themselves; nobody has to wake this grain.</summary>
    [JsonIgnore]
    public TimeSpan? WakeIn => null;
}
