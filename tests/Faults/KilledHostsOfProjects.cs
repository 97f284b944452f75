using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniVercel.Ports;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>
/// kill -9 where roles are apart, at every named place that an activation of an app comes by before an engine has it: of the gateway that was
/// asked for it and has the project's grain, and of a worker that has another project's while the other gateway was asked. Both at once, and
/// the visitors of both are at that other gateway.
/// </summary>
[Collection(SharedCluster.Name)]
public sealed class KilledHostsOfProjects(KilledHostsOfProjects.TwoApps apps, SharedCluster shared, ITestOutputHelper output)
    : IClassFixture<KilledHostsOfProjects.TwoApps>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>From the first place to the last that the project's own silo reaches; what comes after those is the engine's.</summary>
    public static TheoryData<string> Failpoints =>
    [
        .. Failpoint.All.SkipWhile(f => f != Failpoint.BeforeRequest).TakeWhile(f => f != Failpoint.ActivationTaken).Select(f => f.Name),
    ];

    [NpmRegistryTheory]
    [MemberData(nameof(Failpoints))]
    public async Task No_visitor_elsewhere_notices_and_what_was_accepted_is_on_the_air_in_seconds(string failpoint)
    {
        var (gateway, worker, other) = (shared.Cluster.Gateways[0], shared.Cluster.Workers[0], shared.Cluster.Gateways[1]);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await Task.WhenAll(Arm(gateway, failpoint), Arm(worker, failpoint));
            await shared.Whole();
            using var dying = gateway.Api();
            using var living = other.Api();
            await PutToSleep(living, apps.First, apps.Second, limit.Token);
            await PutToSleep(living, apps.Second, apps.First, limit.Token);
            var switches = new[] { await Switch.Begin(shared.Cluster, apps.First, gateway), await Switch.Begin(shared.Cluster, apps.Second, worker) };
            await using var first = LoadGenerator.Start(apps.First.App.VisitsAt(other, "one", "two"));
            await using var second = LoadGenerator.Start(apps.Second.App.VisitsAt(other, "one", "two"));
            await Task.WhenAll(first.More(50), second.More(50));

            var answers = Task.WhenAll(switches[0].Ask(dying), switches[1].Ask(living));
            await KilledSite.Until(() => Task.FromResult(!gateway.IsRunning && !worker.IsRunning), limit.Token);
            var killed = Stopwatch.GetTimestamp();
            var endings = await Task.WhenAll(switches.Zip(await answers, (its, answer) => its.EndsWith(answer, limit.Token)));
            var after = Stopwatch.GetElapsedTime(killed);
            await Task.WhenAll(first.More(50), second.More(50));
            var visits = new[] { await first.Stop(), await second.Stop() };

            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{failpoint}: {string.Join(" and ", endings)} {after.TotalSeconds:0.0} s after the kill (aim at most 10); {visits[0]}; {visits[1]}"));
            Assert.All(visits, report => Assert.True(report.Failed == 0, report.ToString()));
            foreach (var its in switches)
                await its.IsAtRest(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"It has not come about in {Patience.TotalMinutes} minutes.\n{await shared.Cluster.Describe()}", late);
        }
        finally
        {
            // Whoever comes next finds nobody with a failpoint.
            foreach (var armed in new[] { gateway, worker }.Where(silo => silo.IsRunning))
                await armed.Kill();
        }
    }

    private static async Task Arm(ClusterProcess silo, string failpoint)
    {
        if (silo.IsRunning)
            await silo.Stop();
        await silo.Start($"{failpoint}:kill");
    }

    /// <summary>A grain whose write was refused goes; the next call wakes it where its row says.</summary>
    private async Task PutToSleep(ApiDriver api, Switched app, Switched taken, CancellationToken limit)
    {
        (await api.Put($"/api/projects/{app.App.Project}", new { name = taken.App.Name })).Expect(HttpStatusCode.Conflict);
        await KilledSite.Until(
            () => shared.Cluster.Ask<bool>($"select not exists (select 1 from grain_directory where strpos(grain, '{app.App.Project}') > 0)"), limit);
    }

    /// <param name="App">It serves "one" at first.</param>
    /// <param name="Other">A build of it that serves "two".</param>
    internal sealed record Switched(ClusterApp App, string Other);

    /// <summary>Two apps for all that is killed here; each switch is between their two builds.</summary>
    public sealed class TwoApps(SharedCluster shared) : IAsyncLifetime
    {
        internal Switched First { get; private set; } = null!;

        internal Switched Second { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (NpmRegistryFactAttribute.WhyNot is not null)
                return;
            using var api = (await shared.Whole()).Gateways[1].Api();
            var both = await Task.WhenAll(Make(api), Make(api));
            (First, Second) = (both[0], both[1]);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private static async Task<Switched> Make(ApiDriver api)
        {
            var app = await ClusterApp.Deploy(api, "one");
            return new Switched(app, await app.Make(api, "two"));
        }
    }

    /// <summary>From what serves to the other build.</summary>
    private sealed record Switch(ClusterProcesses Cluster, string Project, string From, string To, int Deployments, int Generation)
    {
        /// <summary>The project's grain wakes at this silo: it has the row of it, as one has that could not remove its own.</summary>
        public static async Task<Switch> Begin(ClusterProcesses cluster, Switched app, ClusterProcess host)
        {
            var project = app.App.Project;
            var serves = await cluster.Ask<string>($"select build_id from routes where project_id = '{project}'");
            var from = await cluster.Ask<string>($"select deployment_id from routes where project_id = '{project}'");
            var node = (await File.ReadAllTextAsync(Path.Combine(host.Folder, "node-id"))).Trim();
            await cluster.Ask<string>(
                $"""
                insert into grain_directory (grain, silo)
                select 'project/{project}', address from silos where node_id = '{node}' order by started_at desc limit 1
                returning silo
                """);
            return new Switch(cluster, project, from, serves == app.App.Build ? app.Other : app.App.Build, await Count(cluster, project), await Generations(cluster, project));
        }

        /// <summary>Whether it was accepted, as far as the caller knows.</summary>
        public async Task<bool> Ask(ApiDriver api)
        {
            try
            {
                return (await api.Post($"/api/projects/{Project}/deployments", new { build_id = To })).Status == HttpStatusCode.Accepted;
            }
            catch (HttpRequestException)
            {
                return false; // Killed before it could answer.
            }
        }

        /// <summary>
        /// What the caller was told is done, and what was written down; what was not, and what the caller has no word of, is as if it had not been
        /// asked for. That may be so at any failpoint: the one project's grain, which woke again where the other's is, may have come by first.
        /// </summary>
        public async Task<string> EndsWith(bool accepted, CancellationToken limit)
        {
            if (!accepted && await Generations(Cluster, Project) == Generation)
            {
                Assert.Equal((Deployments, From), (await Count(Cluster, Project), await Active()));
                return "undone";
            }

            await KilledSite.Until(
                () => Cluster.Ask<bool>(
                    $"""
                    select count(*) > {Deployments} and not bool_or(phase = 'activating') from deployments where project_id = '{Project}'
                    """), limit);
            var newest = await Cluster.Ask<string>($"select state::text from deployments where project_id = '{Project}' order by id desc limit 1");
            Assert.True(await Cluster.Ask<string>($"select build_id from routes where project_id = '{Project}'") == To, newest);
            Assert.Equal(Deployments + 1, await Count(Cluster, Project));
            return "finished";
        }

        /// <summary>One process answers, none is left of what served before, and the project owes nothing to anybody.</summary>
        public async Task IsAtRest(CancellationToken limit)
        {
            await KilledSite.Until(() => Cluster.Ask<bool>($"select wake_at is null from projects where id = '{Project}'"), limit);
            var active = await Active();
            await KilledSite.Until(() => Task.FromResult(
                AppProcesses.Of(active).Count == 1 && (From == active || AppProcesses.Of(From).Count == 0)), limit);
        }

        private Task<string> Active() => Cluster.Ask<string>($"select deployment_id from routes where project_id = '{Project}'");

        /// <summary>How many activations of it were ever asked for.</summary>
        private static Task<int> Generations(ClusterProcesses cluster, string project) =>
            cluster.Ask<int>($"select (state ->> 'generation')::int from projects where id = '{project}'");

        private static Task<int> Count(ClusterProcesses cluster, string project) =>
            cluster.Ask<int>($"select count(*)::int from deployments where project_id = '{project}'");
    }
}
