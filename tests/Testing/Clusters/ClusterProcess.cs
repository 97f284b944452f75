using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Clusters;

/// <summary>One process of a cluster. It can die, stop, come back on its own data, and lose its network.</summary>
public sealed class ClusterProcess(string roles, string folder, string database, string secret, TestHost? host) : IAsyncDisposable
{
    private const string BaseDomain = "sites.test";
    private const string Dashboard = "panel.example";
    private const int HttpPort = 8080;

    private SiloProcess? _process;

    public string Roles => roles;

    /// <summary>Its network, where it has one of its own.</summary>
    public TestHost Host => host ?? throw new InvalidOperationException("This cluster shares the machine's network; start it with StartApart.");

    /// <summary>Where it takes visitors' requests and answers for its health.</summary>
    public IPEndPoint Endpoint => host is null ? _process!.Endpoint : new IPEndPoint(host.Address, HttpPort);

    public string Output => _process!.Output;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it keeps.</summary>
    public string Folder => folder;

    /// <summary>Also after it was killed or stopped: then it is the same node again.</summary>
    public async Task Start(string? failpoint = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        Directory.CreateDirectory(folder);
        if (_process is not null)
            await _process.DisposeAsync();
        string[] common = ["--database", database, "--cluster-secret", secret, "--roles", roles];
        string[] network = host is null
            ? ["--port", "0"]
            : ["--port", $"{HttpPort}", "--base-domain", BaseDomain, "--dashboard-host", Dashboard,
               "--cluster-address", $"{host.Address}", "--cluster-port", "5200"];
        _process = await SiloProcess.Start(folder, [.. common, .. network], host?.Within ?? [], failpoint, environment);
    }

    /// <summary>The API as its administrator; each gateway has a token of its own, and all of them are let in everywhere.</summary>
    public ApiDriver Api() => new(
        new Uri($"http://{Endpoint}"), File.ReadAllText(Path.Combine(folder, "admin-token")).Trim(), host is null ? null : Dashboard);

    /// <summary>The host of a label under the base domain, as a browser would send it.</summary>
    public string SiteHost(string label) => host is null ? $"{label}.localhost:{Endpoint.Port}" : $"{label}.{BaseDomain}:{HttpPort}";

    /// <summary>Returns when it says of itself that it can do its work.</summary>
    public async Task Ready(CancellationToken limit)
    {
        while ((await RawHttp.Get(Endpoint, host is null ? $"localhost:{Endpoint.Port}" : Dashboard, "/health/ready", ct: limit)).Status != 200)
            await Task.Delay(20, limit);
    }

    public Task Kill() => _process!.Kill();

    public Task Pause(CancellationToken limit) => _process!.Pause(limit);

    /// <summary>Returns when it stands still, by its own hand or another's.</summary>
    public Task Paused(CancellationToken limit) => _process!.Paused(limit);

    public Task Resume() => _process!.Resume();

    public Task Says(string words, CancellationToken limit) => _process!.Says(words, limit);

    public Task Stop() => _process!.Stop();

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.Connect(); // what is cut off cannot leave in peace
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
