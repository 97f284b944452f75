namespace MiniVercel.Client;

/// <summary>A custom domain of a project, and what is to be done for it in the DNS.</summary>
public sealed record Domain
{
    public required string Name { get; init; }
    public required string ProjectId { get; init; }

    /// <summary>Only then it is served.</summary>
    public bool IsVerified { get; init; }

    public bool IsPointingHere { get; init; }
    public string? SslStatus { get; init; }
    public string? DnsCnameTarget { get; init; }
    public IReadOnlyList<DomainRecord> Records { get; init; } = [];
    public string? Problem { get; init; }
    public string? Url { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
    public DateTimeOffset? CheckedAt { get; init; }
    public DateTimeOffset? LostSince { get; init; }
}

/// <summary>A record as it is to be in the DNS, and whether the server has seen it there.</summary>
public sealed record DomainRecord
{
    public required string Type { get; init; }
    public required string Name { get; init; }
    public required string Value { get; init; }
    public bool IsFound { get; init; }
}

public sealed record NewDomain
{
    public required string Name { get; init; }
}
