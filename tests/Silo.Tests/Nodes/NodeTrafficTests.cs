using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Nodes;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Silo.Tests.Nodes;

/// <summary>What two nodes of a cluster say to each other, and what nobody else is told.</summary>
public sealed class NodeTrafficTests : IAsyncLifetime
{
    private readonly SiloOptions _options = new() { ClusterSecret = "a secret that two silos share" };
    private TestSilo _one = null!;
    private TestSilo _two = null!;

    public async Task InitializeAsync()
    {
        _one = await TestSilo.Start(options: _options);
        _two = await TestSilo.Start(options: _options with { Database = _one.ConnectionString });
    }

    public async Task DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task A_content_that_one_keeps_is_on_both_and_can_be_fetched_when_it_is_lost()
    {
        var (key, content) = Content("kept");
        var (here, there) = (Of<IBlobStore>(_one), Of<IBlobStore>(_two));
        await here.Put(key, content.Length, new MemoryStream(content), CancellationToken.None);

        await Of<BlobExchange>(_one).Keep(key, CancellationToken.None);
        Assert.True(await there.Verify(key, CancellationToken.None));

        File.Delete(here.Find(key)!);
        Assert.True(await Of<BlobExchange>(_one).Bring(key, content.Length, CancellationToken.None));
        Assert.True(await here.Verify(key, CancellationToken.None));
    }

    [Fact]
    public async Task A_content_that_nobody_has_is_not_brought()
    {
        var (key, content) = Content("nowhere");

        Assert.False(await Of<BlobExchange>(_one).Bring(key, content.Length, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_damaged_elsewhere_is_not_taken()
    {
        var (key, content) = Content("damaged");
        var there = Of<IBlobStore>(_two);
        await there.Put(key, content.Length, new MemoryStream(content), CancellationToken.None);
        await Of<BlobExchange>(_two).NoteHere(key, CancellationToken.None);
        var path = there.Find(key)!;
        File.Delete(path);
        await File.WriteAllTextAsync(path, "DAMAGED");

        Assert.False(await Of<BlobExchange>(_one).Bring(key, content.Length, CancellationToken.None));
    }

    [Fact]
    public async Task Who_has_a_content_and_cannot_be_asked_yet_is_waited_for()
    {
        var (key, content) = Content("elsewhere");
        await Of<IBlobStore>(_two).Put(key, content.Length, new MemoryStream(content), CancellationToken.None);
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        await using var database = NpgsqlDataSource.Create(_one.ConnectionString);
        await using var third = database.CreateCommand(
            $"""
            insert into silos (id, node_id, roles, node_address, lease_until) values ('third', 'third', array['engine'], '{door.LocalEndpoint}', 'infinity');
            insert into blob_locations (blob, node_id) values ('{key}', 'third');
            """);
        await third.ExecuteNonQueryAsync();

        var bringing = Of<BlobExchange>(_one).Bring(key, content.Length, CancellationToken.None);
        using (await door.AcceptTcpClientAsync())
        {
            await using var moved = database.CreateCommand($"update silos set node_address = '{Address(_two)}' where id = 'third'");
            await moved.ExecuteNonQueryAsync();
        }

        Assert.True(await bringing);
        Assert.True(await Of<IBlobStore>(_one).Verify(key, CancellationToken.None));
    }

    [Fact]
    public async Task Who_has_a_content_and_has_no_lease_just_now_is_waited_for()
    {
        var (key, content) = Content("without a lease");
        await Of<IBlobStore>(_two).Put(key, content.Length, new MemoryStream(content), CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(_one.ConnectionString);
        await using var third = database.CreateCommand(
            $"""
            insert into silos (id, node_id, roles, node_address, lease_until) values ('third', 'third', array['engine'], '{Address(_two)}', clock_timestamp() - interval '1 minute');
            insert into blob_locations (blob, node_id) values ('{key}', 'third');
            """);
        await third.ExecuteNonQueryAsync();
        Assert.Equal(BlobFetch.OutOfReach, await Of<BlobExchange>(_one).TryFetch(key, content.Length, CancellationToken.None));

        var bringing = Of<BlobExchange>(_one).Bring(key, content.Length, CancellationToken.None);
        await using var back = database.CreateCommand("update silos set lease_until = 'infinity' where id = 'third'");
        await back.ExecuteNonQueryAsync();

        Assert.True(await bringing);
    }

    [Theory]
    [InlineData("/", null, HttpStatusCode.NotFound)]
    [InlineData("/api/projects", null, HttpStatusCode.NotFound)]
    [InlineData("/blobs/../admin-token", null, HttpStatusCode.NotFound)]
    [InlineData("/blobs/0000", null, HttpStatusCode.NotFound)]
    [InlineData("/", "dpl_another", HttpStatusCode.MisdirectedRequest)]
    public async Task Nothing_but_contents_is_answered_and_a_deployment_that_is_not_here_is_misdirected(
        string path, string? deployment, HttpStatusCode expected)
    {
        using var http = Client(Of<NodeIdentity>(_one).ForConnecting());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{Address(_two)}{path}");
        if (deployment is not null)
            request.Headers.Add(NodeRequests.DeploymentHeader, deployment);

        using var answer = await http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_stranger_is_not_let_in_and_not_believed()
    {
        await using var other = await TestSilo.Start();
        var anonymous = Of<NodeIdentity>(_one).ForConnecting();
        (anonymous.ClientCertificates, anonymous.LocalCertificateSelectionCallback) = (null, null);
        using var nobody = Client(anonymous);
        using var stranger = Client(Of<NodeIdentity>(other).ForConnecting());

        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.GetAsync(new Uri($"https://{Address(_one)}/")));
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(new Uri($"https://{Address(_one)}/")));
    }

    [Fact]
    public async Task The_secret_of_another_cluster_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<ClusterSecretException>(
            () => TestSilo.Start(options: new SiloOptions { Database = _one.ConnectionString, ClusterSecret = "not the secret at all" }));
        Assert.Contains("--cluster-secret", refused.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ClusterSecretException>(() => TestSilo.Start(options: new SiloOptions { Database = _one.ConnectionString }));
    }

    private static (BlobKey Key, byte[] Content) Content(string says)
    {
        var content = Encoding.UTF8.GetBytes(says);
        return (new BlobKey(Convert.ToHexStringLower(SHA256.HashData(content)), Executable: false), content);
    }

    private static HttpClient Client(SslClientAuthenticationOptions ssl) => new(new SocketsHttpHandler { SslOptions = ssl });

    private static string Address(TestSilo silo) => Of<SiloIdentity>(silo).NodeAddress!;

    private static T Of<T>(TestSilo silo)
        where T : notnull => silo.Services.GetRequiredService<T>();
}
