namespace MiniVercel.Client;

/// <summary>Which build is to serve.</summary>
public sealed record NewDeployment
{
    public required string BuildId { get; init; }
}
