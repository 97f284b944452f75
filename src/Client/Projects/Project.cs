namespace MiniVercel.Client;

public sealed record Project
{
    public required string Id { get; init; }
    public string? TeamId { get; init; }
    public required string Name { get; init; }
    public string? GitUrl { get; init; }
    public string? Branch { get; init; }
    public string? RootDirectory { get; init; }
    public string? InstallCommand { get; init; }
    public string? BuildCommand { get; init; }
    public string? OutputDirectory { get; init; }
    public string? AppType { get; init; }
    public string? Domain { get; init; }
    public bool GitSubmodules { get; init; }
    public bool GitLfs { get; init; }
    public int? RetentionDays { get; init; }
    public string HealthPath { get; init; } = "/";
    public int AppMemoryMb { get; init; }
    public double? AppCpus { get; init; }
    public int AppProcesses { get; init; }
    public bool AutoActivate { get; init; } = true;
    public string? ProductionUrl { get; init; }
    public string? ActiveDeploymentId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}
