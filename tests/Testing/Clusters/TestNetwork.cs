using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;

namespace MiniVercel.Testing.Clusters;

/// <summary>A bridge of this test's own with hosts on it, each a network namespace. All of it goes with the test.</summary>
public sealed class TestNetwork : IAsyncDisposable
{
    /// <summary>Never two of one process at the same addresses.</summary>
    private static int s_last = RandomNumberGenerator.GetInt32(254);

    private readonly string _name = $"mv{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    private readonly int _subnet = (Interlocked.Increment(ref s_last) % 254) + 1;
    private readonly List<TestHost> _hosts = [];

    private TestNetwork()
    {
    }

    /// <summary>Whether this machine lets the test make networks.</summary>
    public static bool IsPossible { get; } = Environment.IsPrivilegedProcess && Tries("ip", "netns", "list");

    /// <summary>The test's own address on the bridge.</summary>
    public IPAddress Host => IPAddress.Parse($"10.213.{_subnet}.254");

    /// <summary>Where the database is: an address of its own, so that a host can lose it alone.</summary>
    public IPAddress Database => IPAddress.Parse($"10.213.{_subnet}.253");

    public static async Task<TestNetwork> Create()
    {
        var network = new TestNetwork();
        await Ip("link", "add", network._name, "type", "bridge");
        await Ip("addr", "add", $"{network.Host}/24", "dev", network._name);
        await Ip("addr", "add", $"{network.Database}/24", "dev", network._name);
        await Ip("link", "set", network._name, "up");
        return network;
    }

    public async Task<TestHost> AddHost(int number)
    {
        var host = new TestHost($"{_name}-{number}", $"{_name}{number}", IPAddress.Parse($"10.213.{_subnet}.{number}"), Database);
        await Ip("netns", "add", host.Namespace);
        _hosts.Add(host);
        await Ip("link", "add", host.Link, "type", "veth", "peer", "name", "eth0", "netns", host.Namespace);
        await Ip("link", "set", host.Link, "master", _name, "up");
        await Ip("-n", host.Namespace, "addr", "add", $"{host.Address}/24", "dev", "eth0");
        await Ip("-n", host.Namespace, "link", "set", "lo", "up");
        await Ip("-n", host.Namespace, "link", "set", "eth0", "up");
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await Ip("netns", "del", host.Namespace);
        await Ip("link", "del", _name);
    }

    internal static async Task Ip(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var errors = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors}");
    }

    private static bool Tries(params string[] line)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.WaitForExit(TimeSpan.FromSeconds(10)) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}

/// <summary>A host in such a network, and what can happen to its line.</summary>
public sealed class TestHost(string name, string link, IPAddress address, IPAddress database)
{
    public string Namespace => name;

    public IPAddress Address => address;

    /// <summary>What a command line begins with that is to run here.</summary>
    public IReadOnlyList<string> Within => ["ip", "netns", "exec", name];

    internal string Link => link;

    /// <summary>Nobody reaches it and it reaches nobody, the database included; no connection is told.</summary>
    public Task Cut() => TestNetwork.Ip("link", "set", link, "down");

    public Task Connect() => TestNetwork.Ip("link", "set", link, "up");

    /// <summary>What it sends to the other is lost; what the other sends arrives, and its answer is lost.</summary>
    public Task CutOffFrom(TestHost other) => CutOffFrom(other.Address);

    public Task ConnectTo(TestHost other) => ConnectTo(other.Address);

    /// <summary>It loses the database and nobody else.</summary>
    public Task CutOffFromDatabase() => CutOffFrom(database);

    public Task ConnectToDatabase() => ConnectTo(database);

    /// <summary>Whatever was cut is connected, by whoever did it and could not undo it.</summary>
    public async Task Mend()
    {
        await Connect();
        await TestNetwork.Ip("-n", name, "route", "flush", "type", "blackhole");
    }

    private Task CutOffFrom(IPAddress other) => TestNetwork.Ip("-n", name, "route", "add", "blackhole", $"{other}/32");

    private Task ConnectTo(IPAddress other) => TestNetwork.Ip("-n", name, "route", "del", "blackhole", $"{other}/32");
}
