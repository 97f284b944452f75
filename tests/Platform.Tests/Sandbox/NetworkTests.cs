using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>
/// What a box reaches. The servers listen on all addresses of this machine, at a port that the box's door listens at as well:
/// so it is the rules that keep it away, not only a port that nobody serves.
/// </summary>
public sealed class NetworkTests : BoxTest, IDisposable
{
    private const string Greeting = "hello";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TcpListener _server = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _stop = new();
    private Boxes _boxes = null!;

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _server.Start();
        _ = Greet();
        _boxes = await Ask(BoxChoice.Auto, new Uri($"http://{Dns.GetHostName()}:{Port}"));
    }

    public void Dispose()
    {
        _stop.Cancel();
        _server.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public Task This_machine_is_not_reached_at_loopback() => IsUnreachable(IPAddress.Loopback);

    [Fact]
    public Task Nor_at_another_address_of_loopback() => IsUnreachable(IPAddress.Parse("127.9.8.7"));

    [Fact]
    public Task Nor_at_its_own_address() => IsUnreachable(NetworkInterface.GetAllNetworkInterfaces()
        .Where(one => one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(one => one.GetIPProperties().UnicastAddresses)
        .First(one => one.Address.AddressFamily == AddressFamily.InterNetwork).Address);

    [Theory]
    [InlineData("169.254.169.254")] // where clouds tell a machine its secrets
    [InlineData("100.100.100.200")]
    [InlineData("10.213.0.1")]
    [InlineData("198.51.100.7")]
    public async Task Nor_an_address_that_is_not_the_publics(string address)
    {
        if (!TestNetwork.IsPossible)
            return; // Such an address can only be given to this machine by root.

        var link = $"mv{Guid.NewGuid():n}"[..12];
        await Outside($"ip link add {link} type bridge && ip addr add {address}/32 dev {link} && ip link set {link} up", asOurselves: true);
        try
        {
            await IsUnreachable(IPAddress.Parse(address));
        }
        finally
        {
            await Outside($"ip link del {link}", asOurselves: true);
        }
    }

    [Fact]
    public async Task A_port_without_a_door_is_refused_at_once()
    {
        Assert.NotEqual(Well, await Run(Perl.Call("8.8.8.8", 25)));
        Assert.Contains("Connection refused", Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_is_reached_by_its_name_wherever_it_is()
    {
        Assert.Equal(Well, await Run(Perl.Call(Dns.GetHostName(), Port)));
        Assert.Equal(Greeting + "\n", Output.Text);
    }

    [Fact]
    public async Task Other_names_of_this_machine_are_no_names_inside()
    {
        var other = new Uri($"http://registry.example:{Port}");
        _boxes = await Ask(BoxChoice.Auto, other);
        var line = Perl.Call(Dns.GetHostName(), Port);

        Assert.Equal(Greeting + "\n", (await Outside(line)).Output);
        Assert.NotEqual(Well, await Run(line));
        Assert.Contains("no such name", Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_box_serves_to_itself_it_reaches()
    {
        const string server = "perl -MSocket -e 'socket(L, AF_INET, SOCK_STREAM, 0); bind(L, sockaddr_in(3000, INADDR_LOOPBACK)) && listen(L, 1) or die $!; "
            + "open(R, \">ready\"); close(R); accept(S, L); syswrite(S, \"served\\n\")' & while ! test -e ready; do :; done; ";

        Assert.Equal(Well, await Run(server + Perl.Call("127.0.0.1", 3000)));
        Assert.Equal("served\n", Output.Text);
    }

    [Fact]
    public async Task An_app_of_another_user_is_not_reached()
    {
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65533", "--regid=65533", "--clear-groups"] : [];
        string[] all = [.. asNobody, "/bin/sh", "-c", Server(port: 0)];
        using var app = Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true })!;
        try
        {
            var port = int.Parse((await app.StandardOutput.ReadLineAsync().WaitAsync(Patience))!, CultureInfo.InvariantCulture);
            var line = Perl.Call("127.0.0.1", port);

            Assert.Equal("served\n", (await Outside(line)).Output);
            Assert.NotEqual(Well, await Run(line));
            Assert.DoesNotContain("served", Output.Text, StringComparison.Ordinal);
        }
        finally
        {
            app.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Two_boxes_do_not_reach_each_other()
    {
        var other = Path.Combine(Folder, "other");
        Directory.CreateDirectory(other);
        using var stop = new CancellationTokenSource();
        var (printed, own) = (new Printed(), new Printed());
        await using var serving = await _boxes.Open(new BoxPlan(other), default);
        var running = serving.Run(BoxCommand.Line(Server(port: 3000)), printed, stop.Token);
        await Task.Run(() => SpinWait.SpinUntil(() => printed.Text == "3000\n", Patience));
        var line = Perl.Call("127.0.0.1", 3000);

        Assert.Equal(Well, await serving.Run(BoxCommand.Line(line), own, default));
        Assert.Equal("served\n", own.Text);
        Assert.NotEqual(Well, await Run(line));
        Assert.DoesNotContain("served", Output.Text, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(new BoxEnding.Cancelled(), await running);
    }

    [NpmRegistryFact]
    public async Task Npm_installs_from_its_registry()
    {
        await using var box = await Open();

        var ending = await box.Run(BoxCommand.Program("npm", "install", "--no-audit", "--no-fund", "is-odd@3.0.1"), Output, default);

        Assert.True(ending == Well, Output.Text);
        Assert.True(File.Exists(Path.Combine(Workspace, "node_modules/is-odd/package.json")));
    }

    /// <summary>Says the port that it listens at, and the same to everybody who calls.</summary>
    private static string Server(int port) =>
        $"exec perl -MSocket -e 'socket(L, AF_INET, SOCK_STREAM, 0); bind(L, sockaddr_in({port}, INADDR_ANY)) && listen(L, 8) or die $!; "
        + "$| = 1; print((sockaddr_in(getsockname(L)))[0], \"\\n\"); while (accept(S, L)) { syswrite(S, \"served\\n\"); close(S) }'";

    private async Task IsUnreachable(IPAddress address)
    {
        var line = Perl.Call(address, Port);

        Assert.Equal(Greeting + "\n", (await Outside(line)).Output);
        Assert.NotEqual(Well, await Run(line));
        Assert.DoesNotContain(Greeting, Output.Text, StringComparison.Ordinal);
    }

    private async Task<BoxEnding> Run(string line)
    {
        await using var box = await _boxes.Open(new BoxPlan(Workspace), default);
        return await box.Run(BoxCommand.Line(line), Output, default);
    }

    private async Task Greet()
    {
        try
        {
            while (true)
            {
                using var caller = await _server.AcceptSocketAsync(_stop.Token);
                await caller.SendAsync(Encoding.ASCII.GetBytes(Greeting + "\n"), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
