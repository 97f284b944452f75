namespace MiniVercel.Client;

/// <summary>Who a token is.</summary>
public sealed record Account
{
    public string? Id { get; init; }
    public string? Email { get; init; }
    public required string Name { get; init; }
    public bool IsOperator { get; init; }
    public string TeamId { get; init; } = "";
    public string? Role { get; init; }
    public IReadOnlyList<Team> Teams { get; init; } = [];
}

public sealed record Team
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Role { get; init; }
}

/// <summary>An API token; its text only where it was made just now.</summary>
public sealed record ApiToken
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public string? Token { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

public sealed record NewApiToken
{
    public required string Name { get; init; }
    public string? Role { get; init; }
    public int? ExpiresInDays { get; init; }
}

/// <summary>A program that waits to be let in, by the code that a person types in elsewhere.</summary>
public sealed record DeviceLogin
{
    public required string DeviceCode { get; init; }
    public required string UserCode { get; init; }
    public required string VerificationUrl { get; init; }
    public int ExpiresIn { get; init; }
    public int Interval { get; init; }
}

/// <summary>Whether it has been let in yet.</summary>
public sealed record DeviceToken
{
    public required string Status { get; init; }
    public string? Token { get; init; }
}

public sealed record NewDeviceLogin
{
    public required string Client { get; init; }
}

public sealed record DeviceSecret
{
    public required string DeviceCode { get; init; }
}
