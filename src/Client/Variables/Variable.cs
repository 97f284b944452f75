namespace MiniVercel.Client;

/// <summary>An environment variable of a project; its value is a mask unless it was asked for.</summary>
public sealed record Variable
{
    public required string Id { get; init; }
    public required string Key { get; init; }
    public required string Value { get; init; }
    public IReadOnlyList<string> Target { get; init; } = [];
    public string? Scope { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A variable to be; what is left out is for every target and for builds and apps alike.</summary>
public sealed record NewVariable
{
    public required string Key { get; init; }
    public required string Value { get; init; }
    public IReadOnlyList<string>? Target { get; init; }
    public string? Scope { get; init; }

    /// <summary>Nobody prints a value by accident.</summary>
    public override string ToString() => Key;
}

/// <summary>Several variables, of which all are added or none.</summary>
public sealed record NewVariables
{
    public required IReadOnlyList<NewVariable> Variables { get; init; }

    /// <summary>Whether they take the place of those that are there.</summary>
    public bool Replace { get; init; }
}
