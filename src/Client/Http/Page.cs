namespace MiniVercel.Client;

/// <summary>A part of a list; <see cref="Next"/> is the cursor of the part after it.</summary>
public sealed record Page<T>
{
    public IReadOnlyList<T> Items { get; init; } = [];

    public string? Next { get; init; }
}
