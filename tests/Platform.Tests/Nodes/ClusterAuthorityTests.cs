using MiniVercel.Platform.Nodes;

namespace MiniVercel.Platform.Tests.Nodes;

public sealed class ClusterAuthorityTests : DatabaseTest
{
    private const string Secret = "a secret that is long enough";

    private ClusterAuthority Authority => new(Database);

    [Fact]
    public async Task All_who_have_the_secret_are_of_one_cluster_and_know_each_other()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Authority.Join(Secret, $"node_{i}", CancellationToken.None)));

        Assert.Single(nodes.Select(n => n.ClusterId).Distinct());
        Assert.All(nodes, one => Assert.All(nodes, other => Assert.True(one.IsOfCluster(other.Certificate))));
        Assert.Equal(1, await Ask<int>("select count(*) from cluster_secrets"));
    }

    [Fact]
    public async Task Whoever_has_another_secret_is_told_so()
    {
        Assert.False(await Authority.Exists(CancellationToken.None));
        await Authority.Join(Secret, "node_1", CancellationToken.None);
        Assert.True(await Authority.Exists(CancellationToken.None));

        var refused = await Assert.ThrowsAsync<ClusterSecretException>(
            () => Authority.Join("another secret, long enough", "node_2", CancellationToken.None));

        Assert.Contains("--cluster-secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_cluster_is_a_strangers()
    {
        var here = await Authority.Join(Secret, "node_1", CancellationToken.None);
        await Tell("delete from cluster_secrets");
        var elsewhere = await Authority.Join(Secret, "node_1", CancellationToken.None);

        Assert.False(here.IsOfCluster(elsewhere.Certificate));
        Assert.False(elsewhere.IsOfCluster(here.Certificate));
    }

    [Fact]
    public async Task The_database_alone_gives_nobody_the_key()
    {
        await Authority.Join(Secret, "node_1", CancellationToken.None);
        await Tell("update cluster_secrets set cluster_id = 'another'"); // a row put under another name does not open either

        await Assert.ThrowsAsync<ClusterSecretException>(() => Authority.Join(Secret, "node_1", CancellationToken.None));
    }
}
