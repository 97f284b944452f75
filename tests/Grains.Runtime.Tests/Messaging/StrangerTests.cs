using System.Net.Security;
using System.Net.Sockets;

namespace MiniVercel.Runtime.Tests;

/// <summary>Whoever does not belong, or does not behave, is cut off; nobody else notices.</summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private TestProcess _silo = null!;

    public async Task InitializeAsync()
    {
        (_cluster, var silos) = await TestCluster.StartAsync(2);
        _silo = silos[0];
    }

    public async Task DisposeAsync()
    {
        foreach (var i in Enumerable.Range(0, 10)) Assert.Equal("alive", await _silo.Grain<ITravelGrain>($"{i}").Say("alive"));
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_turned_away()
    {
        await using var stream = await GreetAsync(new TestCertificates("cluster").Issue(trusting: TestCertificates.Shared));

        await CutOffAsync(stream);
        await LoggedOnceAsync("turned away");
    }

    [Fact]
    public async Task A_silo_of_another_authority_is_not_believed()
    {
        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(
            () => GreetAsync(TestCertificates.Shared.Issue(trusting: new TestCertificates("other"))));
    }

    [Fact]
    public async Task Somebody_without_tls_is_turned_away()
    {
        await using var stream = new NetworkStream(await DialAsync(), ownsSocket: true);

        await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        await CutOffAsync(stream);
        await LoggedOnceAsync("turned away");
    }

    [Theory]
    [InlineData("turned away", new byte[] { 0xff, 0xff, 0xff, 0x7f, 1 })]
    [InlineData("turned away", new byte[] { 0xff, 0xff, 0xff, 0xff })]
    [InlineData("turned away", new byte[] { 3, 0, 0, 0, 1, (byte)'{', (byte)'}' })]
    [InlineData("turned away", new byte[] { 2, 0, 0, 0, 9, 9 })]
    public async Task A_member_that_greets_with_garbage_is_turned_away(string logged, byte[] garbage)
    {
        await using var stream = await GreetAsync(TestCertificates.Shared.Issue());

        await stream.WriteAsync(garbage);

        await CutOffAsync(stream);
        await LoggedOnceAsync(logged);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 2, 2 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 99 })]
    [InlineData(new byte[] { 4, 0, 0, 0, 2, 1, 2, 3 })]
    [InlineData(new byte[] { 15, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f })]
    public async Task A_member_that_sends_garbage_later_is_cut_off(byte[] garbage)
    {
        await using var stream = await GreetAsync(TestCertificates.Shared.Issue());
        var hello = new Hello(Hello.CurrentVersion, "default", SiloAddress.NewClient(), null);
        await Hello.SendAsync(hello, stream, _silo.Cluster.Json, CancellationToken.None);
        await TestCluster.Eventually(() => _silo.Cluster.Network.Connections.Any(it => it.Remote.Equals(hello.Address)));

        await stream.WriteAsync(garbage);

        await CutOffAsync(stream);
        await LoggedOnceAsync($"The connection to {hello.Address} is closed");
    }

    [Fact]
    public async Task A_member_that_stops_inside_a_frame_is_logged_and_forgotten()
    {
        var hello = new Hello(Hello.CurrentVersion, "default", SiloAddress.NewClient(), null);
        await using (var stream = await GreetAsync(TestCertificates.Shared.Issue()))
        {
            await Hello.SendAsync(hello, stream, _silo.Cluster.Json, CancellationToken.None);
            await TestCluster.Eventually(() => _silo.Cluster.Network.Connections.Any(it => it.Remote.Equals(hello.Address)));
            await stream.WriteAsync(new byte[] { 200, 0, 0, 0, 2, 1 });
            await stream.ShutdownAsync();
        }

        await LoggedOnceAsync($"The connection to {hello.Address} is closed");
        await TestCluster.Eventually(() => _silo.Cluster.Network.Connections.All(it => !it.Remote.Equals(hello.Address)));
    }

    [Fact]
    public async Task Another_version_and_another_cluster_are_turned_away()
    {
        foreach (var hello in new[] { new Hello(99, "default", SiloAddress.NewClient(), null), new Hello(1, "another", SiloAddress.NewClient(), null) })
        {
            await using var stream = await GreetAsync(TestCertificates.Shared.Issue());
            await Hello.SendAsync(hello, stream, _silo.Cluster.Json, CancellationToken.None);
            await CutOffAsync(stream);
        }
    }

    [Fact]
    public async Task A_request_that_nobody_knows_is_answered_with_why()
    {
        var grain = _silo.Grain<ITravelGrain>((await ClusterTests.KeysOnAsync(_silo, Other, 1))[0]);
        var connection = _silo.Cluster.Network.To(Other.Address).Open!;
        var call = new VoidCall(GrainId.Create("travel", "x"), new Unheard());

        Assert.Equal(SendResult.Done, connection.Send(call, placed: false));

        Assert.Contains("nobody here knows", (await Assert.ThrowsAsync<OrleansException>(() => call.Result)).Message, StringComparison.Ordinal);
        Assert.Equal("alive", await grain.Say("alive"));
    }

    private TestProcess Other => _cluster.Processes.Single(it => it != _silo);

    private async Task<SslStream> GreetAsync(ClusterIdentity identity)
    {
        var stream = new SslStream(new NetworkStream(await DialAsync(), ownsSocket: true));
        await stream.AuthenticateAsClientAsync(identity.ForConnecting());
        return stream;
    }

    private async Task<Socket> DialAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_silo.Address.Endpoint);
        return socket;
    }

    private static async Task CutOffAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[4_096];
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    private async Task LoggedOnceAsync(string text)
    {
        await TestCluster.Eventually(() => Lines().Any());
        await Task.Delay(50);
        Assert.Single(Lines());
        IEnumerable<string> Lines() => _cluster.Log.Lines.Select(it => it.Text).Where(it => it.Contains(text, StringComparison.Ordinal));
    }

    private sealed class Unheard : GrainRequest
    {
        public override string InterfaceName => "IUnheard";

        public override string MethodName => "Of";

        public override Task InvokeAsync(object target, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
