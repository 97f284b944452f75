using System.Text.Json.Serialization;

namespace MiniVercel.Client;

public sealed record Deployment
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }
    public required string BuildId { get; init; }

    /// <summary>One of <see cref="DeploymentStatus"/>.</summary>
    public required string Status { get; init; }

    public bool IsRollback { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    [JsonIgnore]
    public bool IsSettled => Status is DeploymentStatus.Active or DeploymentStatus.Inactive or DeploymentStatus.Unhealthy;
}

public static class DeploymentStatus
{
    public const string Activating = "activating";
    public const string Active = "active";
    public const string Inactive = "inactive";
    public const string Unhealthy = "unhealthy";
}
