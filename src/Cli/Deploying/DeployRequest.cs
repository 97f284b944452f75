namespace MiniVercel.Cli.Deploying;

/// <summary>What is to be deployed, and how.</summary>
internal sealed record DeployRequest
{
    public required DeploySource Source { get; init; }
    public required string ProjectName { get; init; }
    public bool Production { get; init; }
    public bool Force { get; init; }
    public bool Wait { get; init; }
}

internal abstract record DeploySource
{
    private DeploySource()
    {
    }

    public sealed record Folder(string Path) : DeploySource;

    public sealed record Repository(string GitUrl) : DeploySource;
}
