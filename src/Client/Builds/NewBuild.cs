namespace MiniVercel.Client;

/// <summary>What to build; all optional: the head of the project's branch.</summary>
public sealed record NewBuild
{
    public string? Ref { get; init; }
    public string? CommitSha { get; init; }
    public string? UploadId { get; init; }
    public bool? Production { get; init; }
    public bool? Force { get; init; }
}
