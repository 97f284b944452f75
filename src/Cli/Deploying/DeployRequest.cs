namespace MiniVercel.Cli.Deploying;

/// <summary>What is to be deployed, and how.</summary>
internal sealed record DeployRequest
{
    /// <summary>The folder whose files are sent; without it, the server clones the repository.</summary>
    public string? Folder { get; init; }

    public string? GitUrl { get; init; }

    /// <summary>The repository's branch, tag or commit, if not the project's own branch.</summary>
    public string? Ref { get; init; }

    /// <summary>Found by this or made, unless the folder is linked to one.</summary>
    public required string ProjectName { get; init; }

    /// <summary>Where the folder is linked to a project, and nobody has named another one.</summary>
    public bool MayBeLinked { get; init; }

    public bool Production { get; init; }
    public bool Force { get; init; }
    public bool Wait { get; init; }
}
