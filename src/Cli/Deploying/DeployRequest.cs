namespace MiniVercel.Cli.Deploying;

/// <summary>What is to be deployed, and how.</summary>
internal sealed record DeployRequest
{
    public required string Folder { get; init; }
    public required string ProjectName { get; init; }
    public bool Production { get; init; }
    public bool Force { get; init; }
    public bool Wait { get; init; }
}
