using System.Net;
using MiniVercel.Platform.Failpoints;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Secrets;

namespace MiniVercel.Silo;

/// <summary>How a silo is to run; with nothing said, everything on this machine.</summary>
public sealed record SiloOptions
{
    private const int ShortestSecret = 16;

    public int Port { get; init; } = 8080;
    public string Data { get; init; } = ".data";
    public string BaseDomain { get; init; } = "localhost";

    /// <summary>The base domain itself unless said otherwise.</summary>
    public string? DashboardHost { get; init; }

    /// <summary>What this process is there for.</summary>
    public IReadOnlyList<string> Roles { get; init; } = SiloRole.All;

    /// <summary>Where PostgreSQL is; without it, a private one under the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Lets this process into the cluster of its database; without it, the one in the data folder.</summary>
    public string? ClusterSecret { get; init; }

    /// <summary>Where other silos reach this one: grains at this port, HTTP between nodes at the next; 0 takes any two.</summary>
    public int ClusterPort { get; init; }

    /// <summary>The address that this silo listens on for others, and tells them.</summary>
    public IPAddress ClusterAddress { get; init; } = IPAddress.Loopback;

    /// <summary>How many builds a worker runs at once; one, so that a build never takes the machine away from what it serves.</summary>
    public int BuildSlots { get; init; } = 1;

    /// <summary>What builds run in; anything but the machine's strongest is the operator's own choice.</summary>
    public BoxChoice Sandbox { get; init; }

    /// <summary>Package registries that builds may reach wherever they are, also at addresses that are closed to them otherwise.</summary>
    public IReadOnlyList<Uri> Registries { get; init; } = Platform.Sandbox.Egress.Registries.Usual;

    /// <summary>Folders of this machine whose repositories may be built, by `file://`.</summary>
    public IReadOnlyList<string> GitFolders { get; init; } = [];

    /// <summary>Git servers inside the operator's own network that may be cloned from, by name, address or range.</summary>
    public AllowedHosts GitHosts { get; init; } = AllowedHosts.None;

    /// <summary>Reserved names that projects may have as variables all the same.</summary>
    public IReadOnlyList<string> FreeNames { get; init; } = [];

    /// <summary>Where the keys of what is sealed come from.</summary>
    public SecretKeySource SecretKeys { get; init; } = new(null, null);

    /// <summary>For how many days builds are kept where their project does not say it; for ever if nothing is given.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>How often an engine frees what nobody needs any more.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where the process is to stop itself, for tests; see <see cref="EnvironmentFailpoints"/>.</summary>
    public string? Failpoint { get; init; }

    /// <summary>How long a caller is made to wait for a database that is away.</summary>
    public TimeSpan DatabaseBudget { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a start waits for a database that is away, or that is slow at making its tables.</summary>
    public TimeSpan StartBudget { get; init; } = TimeSpan.FromSeconds(60);

    public bool IsLocal => BaseDomain == "localhost";

    public bool IsWorker => Roles.Contains(SiloRole.Worker);

    public bool IsGateway => Roles.Contains(SiloRole.Gateway);

    public int NodePort => ClusterPort == 0 ? 0 : ClusterPort + 1;

    /// <summary>What is wrong with these options taken together, in a sentence.</summary>
    public string? Complaint => this switch
    {
        { IsLocal: false, DashboardHost: null } =>
            "--base-domain needs --dashboard-host beside it: users' sites must live on another registrable domain than the dashboard.",
        { ClusterSecret.Length: < ShortestSecret } => $"--cluster-secret must have at least {ShortestSecret} characters.",
        _ => EnvironmentFailpoints.Complaint(Failpoint),
    };
}
