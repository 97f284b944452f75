using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Clusters;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>What an app reaches that a build does not: more ports, and the hosts that its operator has opened.</summary>
public sealed class AppNetworkTests : ServerTest
{
    private const int DatabasePort = 5432;
    private readonly IPAddress _public = IPAddress.Parse($"11.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 255)}");
    private readonly List<Process> _servers = [];
    private TestNetwork? _network;

    public override async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        if (_network is not null)
            await _network.DisposeAsync();
        await base.DisposeAsync();
    }

    [NetworkFact]
    public async Task A_public_address_is_reached_at_the_plans_ports_and_a_private_one_is_not()
    {
        var host = await AddHost(1);

        Assert.Equal("served\n", await Heard(_public, Plan));
        Assert.DoesNotContain("served", await Heard(host.Address, Plan), StringComparison.Ordinal);
    }

    [NetworkFact]
    public async Task A_build_reaches_neither()
    {
        await AddHost(1);

        Assert.Contains("Connection refused", await Heard(_public, new BoxPlan(Workspace)), StringComparison.Ordinal);
    }

    [NetworkFact]
    public async Task What_the_operator_opens_is_open_and_nothing_beside_it()
    {
        var (opened, other) = (await AddHost(1), await AddHost(2));
        var plan = Plan with { Hosts = AllowedHosts.Parse(opened.Address.ToString())! };

        Assert.Equal("served\n", await Heard(opened.Address, plan));
        Assert.DoesNotContain("served", await Heard(other.Address, plan), StringComparison.Ordinal);
        Assert.DoesNotContain("served", await Heard(IPAddress.Loopback, plan), StringComparison.Ordinal);
        Assert.Contains("Connection refused", await Heard(opened.Address, plan with { Ports = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_opened_by_its_name_is_reached_by_it_and_only_once_it_was_asked_for()
    {
        var name = Dns.GetHostName();
        using var server = new TcpListener(IPAddress.Any, 0);
        server.Start();
        var serving = Greet(server);
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        var address = (await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork))[0];
        var plan = Plan with { Ports = [port], Hosts = AllowedHosts.Parse(name)! };
        await using var box = await Boxes.Open(plan, default);

        Assert.DoesNotContain("served", await Say(box, Perl.Call(address, port)), StringComparison.Ordinal);
        Assert.Equal("served\n", await Say(box, Perl.Call(name, port)));
        Assert.Equal("served\n", await Say(box, Perl.Call(address, port)));
        await using var another = await Boxes.Open(plan with { Hosts = AllowedHosts.None }, default);
        Assert.Contains("no such name", await Say(another, Perl.Call(name, port)), StringComparison.Ordinal);
        server.Stop();
        await serving;
    }

    private BoxPlan Plan => new(Workspace) { Ports = [DatabasePort] };

    private Task<string> Heard(IPAddress address, BoxPlan plan) => Say(plan, Perl.Call(address, DatabasePort));

    private async Task<string> Say(BoxPlan plan, string line)
    {
        await using var box = await Boxes.Open(plan, default);
        return await Say(box, line);
    }

    private static async Task<string> Say(IBox box, string line)
    {
        var heard = new Printed();
        await box.Run(BoxCommand.Line(line), heard, default);
        return heard.Text;
    }

    /// <summary>A host in a private network with a server; the first also has an address that looks like the public's.</summary>
    private async Task<TestHost> AddHost(int number)
    {
        _network ??= await TestNetwork.Create();
        var host = await _network.AddHost(number);
        if (number == 1)
            await Outside($"ip -n {host.Namespace} addr add {_public}/32 dev lo && ip route add {_public}/32 via {host.Address}", asOurselves: true);
        string[] line = [.. host.Within, "perl", "-e", Perl.Server, "0.0.0.0", Text(DatabasePort)];
        var server = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true })!;
        _servers.Add(server);
        Assert.Equal("up", await server.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        return host;
    }

    private static async Task Greet(TcpListener server)
    {
        try
        {
            while (true)
            {
                using var caller = await server.AcceptSocketAsync();
                await caller.SendAsync("served\n"u8.ToArray());
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
