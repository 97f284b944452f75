using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Ports;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Alone, because there are as many ports as there are.</summary>
[Collection(nameof(Alone))]
public sealed class PortLeasesTests : IDisposable
{
    private readonly List<PortLease> _taken = [];

    public void Dispose() => _taken.ForEach(lease => lease.Dispose());

    [Fact]
    public void Every_port_is_given_out_once_and_then_it_is_said_that_there_is_none()
    {
        PortLeases[] engines = [new(BoxLevel.Bubblewrap), new(BoxLevel.Bubblewrap)];
        var turn = 0;

        var said = Assert.Throws<BoxUnavailableException>(TakeAll);

        Assert.Equal("All ports from 5000 to 5999 are taken.", said.Message);
        Assert.Equal(Enumerable.Range(5_000, 1_000).Except(AppPorts.Usual).Except(Taken()), _taken.Select(lease => lease.Port).Order());
        var back = _taken[^1].Port;
        _taken[^1].Dispose();
        _taken.Add(engines[0].Take());
        Assert.Equal(back, _taken[^1].Port);

        void TakeAll()
        {
            while (true)
                _taken.Add(engines[turn++ % 2].Take());
        }
    }

    [Fact]
    public void Without_walls_a_port_that_somebody_listens_at_is_left_to_them()
    {
        using var somebody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (var free = new PortLeases(BoxLevel.Process).Take())
            somebody.Bind(new IPEndPoint(IPAddress.Loopback, free.Port));
        somebody.Listen();
        var port = ((IPEndPoint)somebody.LocalEndPoint!).Port;

        var (open, walled) = (new PortLeases(BoxLevel.Process), new PortLeases(BoxLevel.Bubblewrap));
        _taken.Add(open.Take());
        Assert.NotEqual(port, _taken[0].Port);
        do
            _taken.Add(walled.Take());
        while (_taken[^1].Port < port);
        Assert.Equal(port, _taken[^1].Port); // Behind walls it is another one.
    }

    [Fact]
    public async Task An_engine_of_another_user_has_its_own()
    {
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        int port;
        using (var free = new PortLeases(BoxLevel.Bubblewrap).Take())
            port = free.Port;
        string[] all = [.. asNobody, "perl", "-MSocket", "-e", $"socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un(\"\\0minivercel/port/{port}\")) or die $!; $| = 1; print \"held\\n\"; <STDIN>"];
        using var other = Process.Start(new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));

        _taken.Add(new PortLeases(BoxLevel.Bubblewrap).Take());
        other.StandardInput.Close();
        await other.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        _taken.Add(new PortLeases(BoxLevel.Bubblewrap).Take());

        Assert.True(_taken[0].Port > port);
        Assert.Equal(port, _taken[1].Port);
    }

    [Fact]
    public void A_port_that_was_just_given_back_is_not_the_next()
    {
        var leases = new PortLeases(BoxLevel.Bubblewrap);
        var first = leases.Take();
        first.Dispose();
        _taken.Add(leases.Take());

        Assert.NotEqual(first.Port, _taken[0].Port);
    }

    /// <summary>Those of a silo that runs on this machine beside the tests.</summary>
    private IEnumerable<int> Taken() => File.ReadLines("/proc/net/unix")
        .Select(line => line.Split("@minivercel/port/")).Where(parts => parts.Length == 2)
        .Select(parts => int.Parse(parts[1], CultureInfo.InvariantCulture)).Except(_taken.Select(lease => lease.Port));
}
