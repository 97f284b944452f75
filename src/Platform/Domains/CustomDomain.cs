namespace MiniVercel.Platform.Domains;

/// <summary>A name of somebody's own that a project wants to answer to, and what is known of it.</summary>
public sealed record CustomDomain
{
    /// <summary>Where a claim's token is shown, under the name.</summary>
    private const string Place = "_minivercel";

    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    public string TeamId { get; init; } = "";
    public string ProjectId { get; init; } = "";

    /// <summary>What only whoever can write the name's DNS can show there.</summary>
    public string Token { get; init; } = "";

    public DateTime CreatedAt { get; init; }
    public DateTime? VerifiedAt { get; init; }
    public DateTime? CheckedAt { get; init; }
    public bool HasToken { get; init; }
    public string[] LeadsTo { get; init; } = [];
    public string? Problem { get; init; }
    public DateTime? LostSince { get; init; }

    public bool IsVerified => VerifiedAt is not null;

    public string TokenName => $"{Place}.{Name}";

    public string TokenText => $"minivercel-verify={Token}";
}
