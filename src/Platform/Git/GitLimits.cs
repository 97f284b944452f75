namespace MiniVercel.Platform.Git;

/// <summary>How much of a repository is taken.</summary>
public sealed record GitLimits
{
    /// <summary>For all of it, submodules and large files included.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What travels: the kernel refuses git every byte above.</summary>
    public long PackBytes { get; init; } = 1L << 30;

    /// <summary>What is written out, which a small pack can make very many of.</summary>
    public int Files { get; init; } = 100_000;

    public long Bytes { get; init; } = 2L << 30;

    public int Submodules { get; init; } = 50;

    /// <summary>How deep repositories may lie in each other.</summary>
    public int Depth { get; init; } = 4;
}
