namespace MiniVercel.Platform.Changes;

/// <summary>Something is not as it was, or for who has just come: it is like this.</summary>
public sealed record Change
{
    public const string Project = "project", Build = "build", Deployment = "deployment";

    /// <summary>What sort of thing: one of these three, `variable`, `domain` or `app`.</summary>
    public string Kind { get; init; } = "";

    public string Id { get; init; } = "";

    public string TeamId { get; init; } = "";

    public string ProjectId { get; init; } = "";

    /// <summary>It rises with every change of that thing.</summary>
    public long Version { get; init; }

    public string? Status { get; init; }

    public string? Step { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of a build: nothing more comes of it.</summary>
    public bool HasEnded => Status is "success" or "failed" or "canceled";
}
