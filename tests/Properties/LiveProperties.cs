using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Silo;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>What holds for everybody who watches, behind two gateways on one database.</summary>
public sealed class LiveProperties(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Declared =
    [
        "a deed through the second gateway", "a canceled build", "an activation", "a deleted build", "a new name", "a variable", "a domain",
        "a viewer that came back", "a deployment that was replaced",
    ];

    private readonly SiloOptions _options = new() { ClusterSecret = "a secret that two gateways share" };
    private readonly List<TestSilo> _gateways = [];
    private Witness _ofTeam = null!;

    public async Task InitializeAsync()
    {
        _gateways.Add(await TestSilo.Start(options: _options));
        _gateways.Add(await TestSilo.Start(options: _options with { Database = _gateways[0].ConnectionString, Roles = ["gateway"] }));
        _ofTeam = await Witness.At(_gateways[1]);
        await _ofTeam.Call("subscribe_team");
    }

    public async Task DisposeAsync()
    {
        await _ofTeam.DisposeAsync();
        foreach (var gateway in Enumerable.Reverse(_gateways))
            await gateway.DisposeAsync();
    }

    // Feature: mini-vercel-platform, Property 25: For any state change that affects connected UI clients, the Control API should push
    // updates via WebSocket.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "25: WebSocket push notifications")]
    public void Whoever_watches_is_told_of_every_change_whichever_gateway_it_came_by()
    {
        var kinds = new CaseClasses(Declared);
        Play(100, Within.Reason, kinds.Count);
        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    public async Task A_change_that_nobody_notes_is_missed()
    {
        await using (var connection = new NpgsqlConnection(_gateways[0].ConnectionString))
            await connection.ExecuteAsync("drop trigger routes_changed on routes");

        PropertyBrokenException.Expect(25, () => Play(40, Within.Seconds));
    }

    private void Play(int histories, TimeSpan within, Action<IEnumerable<string>>? played = null) => Prop
        .ForAll(WatchedHistories.Arbitrary(), async history =>
        {
            await using var project = await ProjectThatIsWatched.Start(_gateways, _ofTeam, within);
            var kinds = await project.Play(history);
            played?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(histories));
}
