namespace MiniVercel.Client;

/// <summary>Which keys the secrets of a server lie under, the one for new ones by name.</summary>
public sealed record SecretKeys
{
    public required string KeyId { get; init; }
    public IReadOnlyList<SecretKeyUse> Keys { get; init; } = [];
}

public sealed record SecretKeyUse
{
    public required string KeyId { get; init; }
    public long Secrets { get; init; }
}

/// <summary>What a part of a rotation has done, and what is left.</summary>
public sealed record Rotation
{
    public required string KeyId { get; init; }
    public long Resealed { get; init; }
    public long Unreadable { get; init; }
    public long Remaining { get; init; }
}
