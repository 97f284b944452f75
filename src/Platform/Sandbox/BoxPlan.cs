using MiniVercel.Platform.Network;

namespace MiniVercel.Platform.Sandbox;

/// <summary>What a box is put around.</summary>
/// <param name="Workspace">The folder that commands work in. It becomes the property of the box's user.</param>
public sealed record BoxPlan(string Workspace)
{
    /// <summary>A folder that is kept from one build to the next, if there is one. It becomes the property of the box's user as well.</summary>
    public string? Cache { get; init; }

    /// <summary>Folders of programs, readable at the same path inside.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The ports to the outside that it may call, beside those of the web and of the registries.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Hosts in the operator's own network that it may call, at those ports. Anybody else's must be on the public internet.</summary>
    public AllowedHosts Hosts { get; init; } = AllowedHosts.None;

    public BoxLimits Limits { get; init; } = new();
}

/// <summary>How much a command may take. They hold for all its processes together; the time is that of all commands of a box.</summary>
public sealed record BoxLimits
{
    /// <summary><see cref="Timeout.InfiniteTimeSpan"/> is without end.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(30);

    public long Memory { get; init; } = 4L << 30;

    /// <summary>Processes and their threads.</summary>
    public int Tasks { get; init; } = 1_024;

    /// <summary>How many processors' time; null leaves it to the kernel, and so does a machine that cannot limit it.</summary>
    public double? Cpu { get; init; }

    /// <summary>What workspace, home and temporary files may grow to, and what the cache may grow by.</summary>
    public long Disk { get; init; } = 8L << 30;
}
