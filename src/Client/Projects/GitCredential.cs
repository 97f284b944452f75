namespace MiniVercel.Client;

/// <summary>What lets a project into its private repository: a token for https, or a deploy key for ssh.</summary>
public sealed record NewGitCredential
{
    public string? Token { get; init; }
    public string? Username { get; init; }
    public string? DeployKey { get; init; }
}

/// <summary>A credential as the server shows it: without what makes it one.</summary>
public sealed record GitCredential
{
    public required string Kind { get; init; }

    /// <summary>The server that it is shown to, and no other.</summary>
    public required string Origin { get; init; }

    public string? Username { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}
