using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>How a deploy ended: with a URL, or with the sentence that says why there is none.</summary>
internal sealed record DeployOutcome
{
    public required Project Project { get; init; }
    public required Build Build { get; init; }

    /// <summary>The deployment that a production build became.</summary>
    public Deployment? Deployment { get; init; }

    public string? Url { get; init; }

    public string? Failure { get; init; }
}
