using MiniVercel.Platform.Failpoints;

namespace MiniVercel.Silo;

/// <summary>How a silo is to run; with nothing said, everything on this machine.</summary>
public sealed record SiloOptions
{
    public static readonly IReadOnlyList<string> AllRoles = ["gateway", "worker", "engine"];

    public int Port { get; init; } = 8080;
    public string Data { get; init; } = ".data";
    public string BaseDomain { get; init; } = "localhost";

    /// <summary>The base domain itself unless said otherwise.</summary>
    public string? DashboardHost { get; init; }

    /// <summary>Where PostgreSQL is; without it, a private one under the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Where the process is to stop itself, for tests; see <see cref="EnvironmentFailpoints"/>.</summary>
    public string? Failpoint { get; init; }

    /// <summary>How long a caller is made to wait for a database that is away.</summary>
    public TimeSpan DatabaseBudget { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a start waits for a database that is away, or that is slow at making its tables.</summary>
    public TimeSpan StartBudget { get; init; } = TimeSpan.FromSeconds(60);

    public bool IsLocal => BaseDomain == "localhost";

    /// <summary>What is wrong with these options taken together, in a sentence.</summary>
    public string? Complaint => !IsLocal && DashboardHost is null
        ? "--base-domain needs --dashboard-host beside it: users' sites must live on another registrable domain than the dashboard."
        : EnvironmentFailpoints.Complaint(Failpoint);
}
