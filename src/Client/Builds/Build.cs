using System.Text.Json.Serialization;

namespace MiniVercel.Client;

public sealed record Build
{
    public required string Id { get; init; }
    public required string ProjectId { get; init; }

    /// <summary>One of <see cref="BuildStatus"/>; text, so that a newer server's new word is no error.</summary>
    public required string Status { get; init; }

    public string? Reason { get; init; }
    public string? Step { get; init; }
    public int Attempt { get; init; }
    public bool Production { get; init; }

    /// <summary>The files that it was made of, where those were sent.</summary>
    public string? UploadId { get; init; }

    public string? CommitSha { get; init; }
    public string? Branch { get; init; }
    public string? Message { get; init; }
    public string? Author { get; init; }
    public IReadOnlyList<string>? ChangedPaths { get; init; }
    public int? ChangedCount { get; init; }
    public BuildEnvironment? Environment { get; init; }
    public string? ArtifactId { get; init; }
    public string? PreviewUrl { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public long? DurationMs { get; init; }

    [JsonIgnore]
    public bool HasEnded => BuildStatus.IsEnd(Status);
}

/// <summary>Which variables a build's commands have seen. Two builds with the same fingerprint have seen the same values.</summary>
public sealed record BuildEnvironment
{
    public required string Fingerprint { get; init; }
    public IReadOnlyList<string> Keys { get; init; } = [];
}

public static class BuildStatus
{
    public const string Pending = "pending";
    public const string Building = "building";
    public const string Success = "success";
    public const string Failed = "failed";
    public const string Canceled = "canceled";

    public static bool IsEnd(string? status) => status is Success or Failed or Canceled;
}
