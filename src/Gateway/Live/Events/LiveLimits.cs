namespace MiniVercel.Gateway.Live.Events;

/// <summary>What one gateway bears.</summary>
public sealed record LiveLimits
{
    public int Connections { get; init; } = 10_000;

    /// <summary>With the same token, or as the same user.</summary>
    public int ConnectionsOfOne { get; init; } = 100;

    public int SubscriptionsOfConnection { get; init; } = 100;

    /// <summary>How many calls of a connection may come at once, and how many every second in the long run.</summary>
    public int CallsAtOnce { get; init; } = 200;

    public int CallsPerSecond { get; init; } = 20;

    /// <summary>How soon it is noticed that somebody has lost the right that he came in with.</summary>
    public TimeSpan AskAgainEvery { get; init; } = TimeSpan.FromSeconds(5);
}
