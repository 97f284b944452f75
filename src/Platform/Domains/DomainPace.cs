namespace MiniVercel.Platform.Domains;

/// <summary>When custom domains are looked at, and how long a verified one is given whose proof is gone.</summary>
/// <param name="Grace">From when the token of a verified one is missed until it is released.</param>
public sealed record DomainPace(TimeSpan Grace)
{
    public static readonly TimeSpan UsualGrace = TimeSpan.FromDays(7);

    /// <summary>For how long a claim that nobody has proven is looked at without being asked.</summary>
    public TimeSpan ClaimedFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Between two looks at a claim; the pauses grow with its age, up to the longest.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(6);

    public TimeSpan WhenVerified { get; init; } = TimeSpan.FromDays(1);

    /// <summary>After a look at a verified one that found out nothing, or that its token is gone.</summary>
    public TimeSpan WhenInDoubt { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>For the look itself: whoever has taken it on is believed to be gone after this.</summary>
    public TimeSpan PerLook { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often somebody may ask for a look at one domain.</summary>
    public TimeSpan BetweenWishes { get; init; } = TimeSpan.FromSeconds(5);
}
