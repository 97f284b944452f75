using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Servers in boxes: found where they listen, reached from outside by us, and ended in order. At every level they are the same.</summary>
public class ServerTests : ServerTest
{
    /// <summary>It listens last: whoever finds it listening finds it able to end in order.</summary>
    private const string Polite = "const s = require('http').createServer((q, a) => a.end('served')); "
        + "process.on('SIGTERM', () => { console.log('ending'); s.close() }); s.listen(process.env.PORT)";

    private readonly int _port = FreePort();

    [Fact]
    public async Task A_server_answers_through_a_socket_of_the_boxs_network()
    {
        await using var box = await OpenForEver();
        using var stop = new CancellationTokenSource();
        var running = box.Run(Node(Polite) with { Environment = Port() }, Output, stop.Token);
        var found = await Listens(box);

        Assert.Equal(_port, Assert.Single(found).Port);
        Assert.EndsWith("served", await Call(box, IPAddress.Loopback, _port, "GET / HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(new BoxEnding.Cancelled(), await running.WaitAsync(Patience));
        Assert.Empty(box.Listening());
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    public async Task Where_it_listens_is_found_whichever_address_it_has_chosen(string host)
    {
        var address = IPAddress.Parse(host);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !File.Exists("/proc/net/if_inet6"))
            return; // There is no IPv6 here.
        await using var box = await OpenForEver();
        using var stop = new CancellationTokenSource();
        var running = box.Run(Serve(host, _port), Output, stop.Token);

        Assert.Equal([new IPEndPoint(address, _port)], await Listens(box));
        var called = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        Assert.Equal("served\n", await Call(box, called, _port));
        await End(running, stop);
    }

    [Fact]
    public async Task All_its_ports_are_found_whichever_process_has_them()
    {
        var other = FreePort();
        await using var box = await OpenForEver();
        using var stop = new CancellationTokenSource();
        var line = $"perl -e '{Perl.Server}' 127.0.0.1 {_port} & (perl -e '{Perl.Server}' 0.0.0.0 {other} &); wait; sleep 600";
        var running = box.Run(BoxCommand.Line(line), Output, stop.Token);

        var found = await Listens(box, count: 2); // The second one's parent has ended.
        Assert.Equal(new[] { _port, other }.Order(), found.Select(one => one.Port).Order());
        Assert.Equal("served\n", await Call(box, IPAddress.Loopback, other));
        await End(running, stop);
    }

    [Fact]
    public async Task A_server_that_lets_nobody_look_into_it_is_found_behind_walls()
    {
        if (Boxes.Walls.Level == BoxLevel.Process && !Environment.IsPrivilegedProcess)
            return; // Then it is taken for none: who else listens here cannot be told from it.
        const string undumpable = "require 'syscall.ph'; syscall(&SYS_prctl, 4, 0, 0, 0, 0) == 0 or die $!; ";
        await using var box = await OpenForEver();
        using var stop = new CancellationTokenSource();
        var running = box.Run(BoxCommand.Program("perl", "-e", undumpable + Perl.Server, "127.0.0.1", Text(_port)), Output, stop.Token);

        Assert.Equal(_port, Assert.Single(await Listens(box)).Port);
        await End(running, stop);
    }

    [Fact]
    public async Task Listeners_of_others_and_of_our_own_doors_are_none_of_its()
    {
        using var ours = new TcpListener(IPAddress.Any, 0);
        ours.Start();
        await using var one = await OpenForEver();
        await using var two = await Boxes.Open(new BoxPlan(Directory.CreateDirectory(Path.Combine(Folder, "two")).FullName) { Limits = ForEver }, default);
        using var stop = new CancellationTokenSource();
        var (serving, idle) = (one.Run(Serve("0.0.0.0", _port), Output, stop.Token), new Printed());
        var waiting = two.Run(BoxCommand.Line("echo up; exec sleep 600"), idle, stop.Token);
        await Task.Run(() => SpinWait.SpinUntil(() => idle.Text == "up\n", Patience));

        Assert.Single(await Listens(one));
        Assert.Empty(two.Listening());
        await End(serving, stop);
        await waiting;
    }

    [Theory]
    [InlineData("")]
    [InlineData("node server.js")]
    [InlineData("true; node server.js; exit $?")]
    [InlineData("true; bash -c \"true; sh -c 'node server.js; exit \\$?'; exit \\$?\"; exit $?")]
    public async Task Who_is_asked_to_end_ends_in_order_however_many_shells_wait_for_it(string line)
    {
        await File.WriteAllTextAsync(Path.Combine(Workspace, "server.js"), Polite);
        await using var box = await OpenForEver();
        var command = line.Length == 0 ? BoxCommand.Program("node", "server.js") : BoxCommand.Line(line);
        var running = box.Run(command with { Environment = Port() }, Output, default);
        await Listens(box);

        box.AskToEnd();

        Assert.Equal(Well, await running.WaitAsync(Patience));
        Assert.Equal("ending\n", Output.Text);
    }

    [Fact]
    public async Task Who_does_not_listen_to_that_goes_on_until_it_is_cancelled_and_then_nothing_is_left()
    {
        var workspace = Workspace;
        await using (var box = await OpenForEver())
        {
            using var stop = new CancellationTokenSource();
            var running = box.Run(BoxCommand.Line($"trap '' TERM; perl -e '{Perl.Server}' 127.0.0.1 {_port}"), Output, stop.Token);
            await Listens(box);

            box.AskToEnd();

            Assert.Equal("served\n", await Call(box, IPAddress.Loopback, _port));
            Assert.False(running.IsCompleted);
            await End(running, stop);
            Assert.Empty(box.Listening());
        }

        Assert.DoesNotContain(FolderProcesses.Of(workspace), id => id != Environment.ProcessId);
    }

    [Fact]
    public async Task Where_nothing_runs_nothing_listens_and_nobody_is_asked()
    {
        await using var box = await OpenForEver();
        Assert.Empty(box.Listening());
        box.AskToEnd();

        Assert.Equal(Well, await box.Run(BoxCommand.Program("true"), Output, default));
        Assert.Empty(box.Listening());
        box.AskToEnd();
        Assert.Equal(Well, await box.Run(BoxCommand.Program("true"), Output, default));
    }

    [Fact]
    public async Task A_connection_that_is_closed_outside_is_closed_inside()
    {
        const string reader = "const n = require('net'); n.createServer(c => { c.resume(); c.on('end', () => { console.log('gone'); process.exit(0) }) }).listen(process.env.PORT)";
        await using var box = await OpenForEver();
        var running = box.Run(Node(reader) with { Environment = Port() }, Output, default);
        await Listens(box);

        using (var caller = await box.OpenSocket(AddressFamily.InterNetwork, default))
            await caller.ConnectAsync(IPAddress.Loopback, _port);

        Assert.Equal(Well, await running.WaitAsync(Patience));
        Assert.Equal("gone\n", Output.Text);
    }

    [Fact]
    public async Task Behind_walls_only_its_own_socket_reaches_it()
    {
        if (Boxes.Walls.Level == BoxLevel.Process)
            return; // There are none.
        await using var box = await OpenForEver();
        await using var other = await Boxes.Open(new BoxPlan(Directory.CreateDirectory(Path.Combine(Folder, "other")).FullName), default);
        using var stop = new CancellationTokenSource();
        var running = box.Run(Serve("0.0.0.0", _port), Output, stop.Token);
        await Listens(box);
        var line = Perl.Call("127.0.0.1", _port);
        var (outside, heard) = (await Outside(line, asOurselves: true), new Printed());

        Assert.Equal("served\n", await Call(box, IPAddress.Loopback, _port));
        Assert.Contains("Connection refused", outside.Output, StringComparison.Ordinal);
        Assert.NotEqual(Well, await other.Run(BoxCommand.Line(line), heard, default));
        Assert.Contains("Connection refused", heard.Text, StringComparison.Ordinal);
        await End(running, stop);
    }

    private static async Task End(Task<BoxEnding> running, CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        Assert.Equal(new BoxEnding.Cancelled(), await running.WaitAsync(Patience));
    }

    private Task<IBox> OpenForEver() => Open(ForEver);

    private Dictionary<string, string> Port() => new() { ["PORT"] = Text(_port) };
}

/// <summary>The same on a machine whose operator wants no walls.</summary>
public class ServerTestsWithoutWalls : ServerTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Boxes = await Ask(BoxChoice.Process);
    }
}
