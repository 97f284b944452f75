namespace MiniVercel.Client;

/// <summary>What a project is created from; what is left out the server detects or defaults.</summary>
public sealed record NewProject
{
    public required string Name { get; init; }
    public string? GitUrl { get; init; }
    public string? Branch { get; init; }
    public string? RootDirectory { get; init; }
    public string? BuildCommand { get; init; }
    public string? OutputDirectory { get; init; }
    public bool? GitSubmodules { get; init; }
    public bool? GitLfs { get; init; }
}
