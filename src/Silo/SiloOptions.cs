using System.Net;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Domains;
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

    /// <summary>The folder of the built dashboard; the one beside the program if nothing is given.</summary>
    public string? Web { get; init; }

    /// <summary>Under these a custom domain counts as its project's without being asked for in the DNS.</summary>
    public IReadOnlyList<string> TrustedDomains { get; init; } = [];

    /// <summary>The addresses that this installation is reached at, for custom domains to point to.</summary>
    public IReadOnlyList<IPAddress> PublicAddresses { get; init; } = [];

    /// <summary>Who is asked about custom domains; the machine's own name servers unless said otherwise.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>How long a verified domain is still served whose proof is gone from the DNS.</summary>
    public TimeSpan DomainGrace { get; init; } = DomainPace.UsualGrace;

    /// <summary>Hosts inside the operator's own network that apps may call, by name, address or range.</summary>
    public AllowedHosts AppHosts { get; init; } = AllowedHosts.None;

    /// <summary>Who may make themselves an account; everybody on localhost, where nobody is but who sits at the machine, and elsewhere who is invited.</summary>
    public SignUpMode? SignUp { get; init; }

    /// <summary>An issuer whose access tokens are believed, by its name as they have it.</summary>
    public string? TokenIssuer { get; init; }

    /// <summary>What its tokens for this installation are made out to.</summary>
    public string? TokenAudience { get; init; }

    /// <summary>Where it publishes its keys.</summary>
    public Uri? TokenKeys { get; init; }

    /// <summary>The GitHub that repositories and people are at.</summary>
    public Uri GitHubUrl { get; init; } = GitHubSettings.UsualUrl;

    /// <summary>Its API.</summary>
    public Uri GitHubApi { get; init; } = GitHubSettings.UsualApi;

    /// <summary>Who this installation is there, so that people can log in by it.</summary>
    public string? GitHubClientId { get; init; }

    /// <summary>Where the secret lies that goes with it.</summary>
    public string? GitHubClientSecretFile { get; init; }

    /// <summary>The secret itself, from the environment.</summary>
    public string? GitHubClientSecret { get; init; }

    /// <summary>How many calls a second one token may make.</summary>
    public int CallsPerSecond { get; init; } = 500;

    /// <summary>Pages elsewhere whose scripts may call the API.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Who may say for whom they ask: what stands in front of a gateway.</summary>
    public AllowedHosts TrustedProxies { get; init; } = AllowedHosts.None;

    public AccountSettings Accounts => new(
        SignUp ?? (IsLocal ? SignUpMode.Open : SignUpMode.Invite),
        TokenIssuer is null ? null : new TrustedIssuer(TokenIssuer, TokenAudience!, TokenKeys!),
        CallsPerSecond, CorsOrigins, TrustedProxies);

    public async Task<GitHubSettings> GitHub(CancellationToken cancellationToken) => new(
        GitHubUrl, GitHubApi, GitHubClientId,
        GitHubClientSecretFile is { } file ? (await File.ReadAllTextAsync(file, cancellationToken)).Trim() : GitHubClientSecret);

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

    public bool IsEngine => Roles.Contains(SiloRole.Engine);

    public bool IsGateway => Roles.Contains(SiloRole.Gateway);

    public int NodePort => ClusterPort == 0 ? 0 : ClusterPort + 1;

    /// <summary>What is wrong with these options taken together, in a sentence.</summary>
    public string? Complaint => this switch
    {
        { IsLocal: false, DashboardHost: null } =>
            "--base-domain needs --dashboard-host beside it: users' sites must live on another registrable domain than the dashboard.",
        { ClusterSecret.Length: < ShortestSecret } => $"--cluster-secret must have at least {ShortestSecret} characters.",
        { TokenIssuer: not null, TokenAudience: null } or { TokenIssuer: not null, TokenKeys: null } =>
            "--token-issuer needs --token-audience and --token-keys beside it: whose tokens are believed, which of them are for here, and what proves them.",
        { GitHubClientId: not null, GitHubClientSecretFile: null, GitHubClientSecret: null } =>
            "--github-client-id needs --github-client-secret-file beside it, or the secret in MINIVERCEL_GITHUB_CLIENT_SECRET.",
        { GitHubClientSecretFile: { } file } when !File.Exists(file) => $"The file of --github-client-secret-file is not there: {file}",
        _ => EnvironmentFailpoints.Complaint(Failpoint),
    };
}
