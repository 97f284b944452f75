namespace MiniVercel.Cli.Deploying;

/// <summary>What is to be deployed, and how.</summary>
internal sealed record DeployRequest
{
    /// <summary>The folder whose files are sent; without it, the server clones the repository.</summary>
    public string? Folder { get; init; }

    public string? GitUrl { get; init; }

    /// <summary>The repository's branch, tag or commit, if not the project's own branch.</summary>
    public string? Ref { get; init; }

    public required string ProjectName { get; init; }
    public bool Production { get; init; }
    public bool Force { get; init; }
    public bool Wait { get; init; }
}
