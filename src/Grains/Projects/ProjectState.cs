using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MiniVercel.Deployments;

namespace MiniVercel.Projects;

/// <summary>A project's record: its settings, and the activations that were accepted.</summary>
public sealed record ProjectState : IGrainRecord
{
    public TeamId Team { get; init; }
    public ProjectSettings? Settings { get; init; }

    /// <summary>The newest generation handed out.</summary>
    public long Generation { get; init; }

    /// <summary>Accepted, but perhaps not yet recorded as a deployment.</summary>
    public ImmutableList<ActivationOrder> Requested { get; init; } = [];

    /// <summary>The newest production build that succeeded, activated for that or staged; an older one that ends later is not activated.</summary>
    public BuildId? NewestAutomatic { get; init; }

    /// <summary>The deployment that the newest generation went to; a caller whose answer was lost asks for it again.</summary>
    public DeploymentId? NewestRequested { get; init; }

    /// <summary>The name whose host is on the air: where it differs from the settings there is work to do.</summary>
    public string? PublishedName { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    [JsonIgnore]
    public bool IsAlive => Settings is not null && DeletedAt is null;

    /// <summary>The name that should be on the air.</summary>
    [JsonIgnore]
    public string? WantedName => IsAlive ? Settings!.Name : null;

    [JsonIgnore]
    public TimeSpan? WakeIn =>
        Requested.Count > 0 || PublishedName != WantedName ? TimeSpan.FromSeconds(5) : null;
}
