using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Ports;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Properties;

/// <summary>A project whose activations overlap, with a hand on when each proof ends and who stands still after the commit.</summary>
internal sealed class ProjectInRace : IAsyncDisposable
{
    private readonly TestSilo _silo;
    private readonly HeldProofs _proofs;
    private readonly HeldPublications _publications;
    private readonly NpgsqlDataSource _database;
    private readonly string _project;
    private readonly string _name;
    private readonly List<string> _builds = [];
    private string _active = "";

    private ProjectInRace(TestSilo silo, HeldProofs proofs, HeldPublications publications, string project, string name)
    {
        (_silo, _proofs, _publications, _project, _name) = (silo, proofs, publications, project, name);
        _database = NpgsqlDataSource.Create(silo.ConnectionString);
    }

    /// <summary>What has become of one activation so far.</summary>
    private sealed record Runner(string Build, Task<ApiAnswer> Answer)
    {
        public string Deployment { get; init; } = "";
        public long Generation { get; init; }
        public bool IsFrozen { get; set; }
    }

    public static async Task<ProjectInRace> Start(Action<IServiceCollection>? sabotage = null)
    {
        var (proofs, publications) = (new HeldProofs(), new HeldPublications());
        var silo = await TestSilo.Start(services =>
        {
            sabotage?.Invoke(services);
            services.Wrap<IArtifacts>((artifacts, _) => proofs.Around(artifacts));
            services.Wrap<IRoutes>((routes, _) => publications.Around(routes));
        });
        var race = new ProjectInRace(silo, proofs, publications, await silo.Api.CreateProject("race"), "race");
        for (var i = 0; i <= Races.MostRunners; i++)
        {
            var files = new Dictionary<string, string> { ["index.html"] = $"<h1>build {i}</h1>" };
            race._builds.Add((await silo.Api.Build(race._project, files)).Text("id"));
        }

        (await silo.Api.Activate(race._project, race._builds[0])).Expect(HttpStatusCode.OK);
        race._active = race._builds[0];
        return race;
    }

    /// <summary>Runs the race and checks after every move who wins so far. Answers with what came about.</summary>
    public async Task<IReadOnlySet<string>> Run(Race race)
    {
        var kinds = new HashSet<string>();
        var runners = new Dictionary<int, Runner>();
        var builds = _builds.Where(b => b != _active).ToList(); // so that no build stands for two generations
        await using var markers = RouteMarkers.Watch(_name, [_silo.Endpoint], [Path.Combine(_silo.Folder, "deployments", _project, "current")]);
        Runner? winner = null;

        foreach (var move in race.Moves)
        {
            switch (move)
            {
                case Move.Ask ask:
                    if (ask.Runners.Count > 1)
                        kinds.Add(RaceKinds.AskedTogether);
                    foreach (var (runner, asked) in await Ask(ask.Runners, builds))
                        runners[runner] = asked;
                    break;

                case Move.Prove prove when runners[prove.Runner] is var runner && runner.Generation < (winner?.Generation ?? 0):
                    _proofs.End(new BuildId(runner.Build));
                    await EndsSuperseded(runner);
                    kinds.Add(RaceKinds.Superseded);
                    break;

                case Move.Prove prove:
                    if (winner is not null)
                        kinds.Add(winner.IsFrozen ? RaceKinds.OvertookFrozen : RaceKinds.Overtook);
                    winner = runners[prove.Runner];
                    await Commit(winner, prove.ThenFreeze);
                    break;

                case Move.Thaw thaw when runners[thaw.Runner] is { IsFrozen: true } runner:
                    kinds.Add(runner == winner ? RaceKinds.ThawedWinner : RaceKinds.ThawedLoser);
                    runner.IsFrozen = false;
                    _publications.Thaw(new BuildId(runner.Build));
                    await EndsCommitted(runner, isWinner: runner == winner);
                    break;
            }

            if (winner is { IsFrozen: false })
                await markers.AreAll(winner.Deployment, winner.Build);
        }

        Assert.Equal(runners.Values.MaxBy(r => r.Generation), winner);
        await markers.NeverWentBack(Generations(runners.Values));
        _active = winner!.Build;
        return kinds;
    }

    public async ValueTask DisposeAsync()
    {
        _proofs.EndAll();
        _publications.ThawAll();
        await _database.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>Accepted, and each held in its proof: the generations say in which order they were accepted.</summary>
    private async Task<IEnumerable<KeyValuePair<int, Runner>>> Ask(IReadOnlyList<int> together, List<string> builds)
    {
        foreach (var runner in together)
            _proofs.Hold(new BuildId(builds[runner]));
        var asked = together.ToDictionary(r => r, r => new Runner(builds[r], _silo.Api.Activate(_project, builds[r])));
        var accepted = new Dictionary<int, Runner>();
        foreach (var (runner, one) in asked)
        {
            await _proofs.Arrived(new BuildId(one.Build));
            var (deployment, generation) = await Newest(one.Build);
            accepted[runner] = one with { Deployment = deployment, Generation = generation };
        }

        return accepted;
    }

    private async Task Commit(Runner runner, bool thenFreeze)
    {
        var build = new BuildId(runner.Build);
        if (thenFreeze)
            _publications.Freeze(build);
        _proofs.End(build);
        if (thenFreeze)
        {
            await _publications.Frozen(build);
            runner.IsFrozen = true;
        }
        else
        {
            await EndsCommitted(runner, isWinner: true);
        }
    }

    private async Task EndsCommitted(Runner runner, bool isWinner)
    {
        var answer = await runner.Answer;
        Assert.Equal(isWinner ? HttpStatusCode.OK : HttpStatusCode.Conflict, answer.Status);
        await Became(runner, isWinner ? "active" : "inactive", "committed");
    }

    private async Task EndsSuperseded(Runner runner)
    {
        Assert.Equal(HttpStatusCode.Conflict, (await runner.Answer).Status);
        await Became(runner, "inactive", "superseded");
    }

    private async Task Became(Runner runner, string status, string phase)
    {
        var deployment = (await _silo.Api.Get($"/api/deployments/{runner.Deployment}")).Expect(HttpStatusCode.OK);
        Assert.Equal(status, deployment.Text("status"));
        Assert.Equal(phase == "superseded" ? "newer_activation" : null, deployment.Json!["reason"]?.GetValue<string>());
        await using var connection = await _database.OpenConnectionAsync();
        Assert.Equal(phase, await connection.ExecuteScalarAsync<string>(
            "select phase from deployments where id = @id", new { id = runner.Deployment }));
    }

    private async Task<(string Deployment, long Generation)> Newest(string build)
    {
        await using var connection = await _database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(string, long)>(
            "select id, generation from deployments where build_id = @build order by generation desc limit 1", new { build });
    }

    private static Dictionary<string, long> Generations(IEnumerable<Runner> runners) => runners
        .SelectMany(r => new[] { (r.Deployment, r.Generation), (r.Build, r.Generation) })
        .ToDictionary(r => r.Item1, r => r.Generation);
}
