using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>Who calls first wakes the grain; however many call at once from wherever, it is awake once.</summary>
[Collection(ClusterOnOwnPostgres.Name)]
public sealed class FirstCalls(ClusterOnOwnPostgres fixture) : IDisposable
{
    private const int Calls = 200;
    private const int Rounds = 3;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Two_hundred_at_once_from_three_silos_wake_it_once()
    {
        var apis = fixture.Cluster.Gateways.Select(gateway => gateway.Api()).ToList();
        var name = $"woken-{Guid.NewGuid():n}"[..20];
        var taken = await apis[0].CreateProject($"{name}-taken");
        var project = await apis[0].CreateProject(name);
        for (var round = 0; round < Rounds; round++)
        {
            var awake = await Awake();
            await PutToSleep(apis[0], project, $"{name}-taken");
            Assert.Equal(awake - 1, await Awake());
            var version = await Version(project);

            var calls = Enumerable.Range(0, Calls).Select(i => Task.Run(
                () => apis[i % apis.Count].Put($"/api/projects/{project}", new { branch = $"{round}-{i}" })));
            Assert.All(await Task.WhenAll(calls), answer => answer.Expect(HttpStatusCode.OK));

            Assert.Equal(awake, await Awake());
            Assert.Equal(version + Calls, await Version(project));
        }

        apis.ForEach(api => api.Dispose());
        Assert.NotEqual(taken, project);
    }

    /// <summary>A grain whose write was refused goes: what it remembers may not be what is stored.</summary>
    private async Task PutToSleep(ApiDriver api, string project, string taken)
    {
        (await api.Put($"/api/projects/{project}", new { name = taken })).Expect(HttpStatusCode.Conflict);
        await Until($"not exists (select 1 from grain_directory where strpos(grain, '{project}') > 0)");
    }

    /// <summary>How many grains are awake everywhere, when every silo has said it anew twice: its word may have been on its way once.</summary>
    private async Task<int> Awake()
    {
        for (var i = 0; i < 2; i++)
        {
            var now = await fixture.Cluster.Ask<DateTime>("select max(lease_until) from silos");
            await Until($"not exists (select 1 from silos where lease_until <= '{now:O}')");
        }

        return await fixture.Cluster.Ask<int>("select sum(activations) from silos");
    }

    private Task<int> Version(string project) => fixture.Cluster.Ask<int>($"select version from projects where id = '{project}'");

    private Task Until(string isSo) => KilledSite.Until(async () => await fixture.Cluster.Ask<bool>($"select {isSo}"), _limit.Token);
}
