using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Client;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Clocks;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class ConnectionProperties(ITestOutputHelper output)
{
    private const int Lines = 60;
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(8);

    // Feature: mini-vercel-platform, Property 26: For any connection failure between UI and Control API, the UI should attempt
    // reconnection with appropriate backoff strategy. (Here: the client that the command line follows logs with, at the real API.)
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "26: Connection resilience")]
    public async Task Whoever_is_cut_off_comes_back_after_growing_pauses_and_has_missed_nothing()
    {
        var kinds = new CaseClasses("a stream torn in the middle", "torn several times", "an outage", "a long outage");
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, await LoggedBuild(silo), cases: 100, kinds.Count);

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "26: Connection resilience")]
    public async Task A_server_that_goes_on_one_line_too_late_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(Tampering.Resumptions);
        var build = await LoggedBuild(sabotaged);

        PropertyBrokenException.Expect(26, () => HoldsFor(sabotaged, build, cases: 100));
    }

    private static void HoldsFor(TestSilo silo, string build, int cases, Action<IEnumerable<string>>? held = null) => Prop
        .ForAll(BadLines.Arbitrary(), async line =>
        {
            var kinds = await Follow(silo, build, line);
            held?.Invoke(kinds);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(cases));

    private static async Task<IReadOnlyList<string>> Follow(TestSilo silo, string build, BadLine line)
    {
        var clock = new InstantClock(s_short);
        var met = new List<(Fate Fate, DateTimeOffset At)>();
        await using var proxy = new CuttingProxy(silo.Endpoint, line.Fates, fate => met.Add((fate, clock.GetUtcNow())));
        using var client = new MiniVercelClient(proxy.Address, await LiveClient.TokenOf(silo));
        var told = new List<long>();
        using var limit = new CancellationTokenSource(Within.Reason);

        await PropertyBrokenException.Guard(26, async () =>
        {
            var ended = await new LogFollower(client, clock).FollowBuildAsync(build, l => told.Add(l.Seq), limit.Token);
            Assert.Equal("success", ended.Status);
            Assert.Equal(Enumerable.Range(1, told.Count).Select(i => (long)i), told);
            Assert.True(told.Count > Lines);
            foreach (var pauses in Outages(met))
                Assert.Equal(pauses.Skip(1), pauses.SkipLast(1).Select(before => Math.Min(2 * before, (int)s_short.TotalSeconds)));
        });
        return Kinds(line, Outages(met));
    }

    /// <summary>The seconds between the tries that nobody answered, one after the other. A try may be more than one connection.</summary>
    private static List<List<int>> Outages(IEnumerable<(Fate Fate, DateTimeOffset At)> met)
    {
        var outages = new List<List<int>>();
        var tries = new List<DateTimeOffset>();
        foreach (var (fate, at) in met.Append((new Fate.Whole(), default)))
        {
            if (fate is Fate.Refused)
            {
                if (tries.Count == 0 || tries[^1] != at)
                    tries.Add(at);
                continue;
            }

            if (tries.Count > 1)
                outages.Add([.. tries.Zip(tries.Skip(1), (one, next) => (int)(next - one).TotalSeconds)]);
            tries.Clear();
        }

        return outages;
    }

    private static List<string> Kinds(BadLine line, List<List<int>> outages)
    {
        var kinds = new List<string>();
        if (line.Fates.OfType<Fate.Cut>().Any())
            kinds.Add("a stream torn in the middle");
        if (line.Fates.OfType<Fate.Cut>().Count() > 1)
            kinds.Add("torn several times");
        if (outages.Count > 0)
            kinds.Add("an outage");
        if (outages.Any(o => o.Count > 2))
            kinds.Add("a long outage");
        return kinds;
    }

    /// <summary>A build that has ended, with a log that is worth following.</summary>
    private static async Task<string> LoggedBuild(TestSilo silo)
    {
        var project = await silo.Api.CreateProject("followed");
        var build = (await silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "followed" })).Text("id");
        await using var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.ExecuteAsync(
            """
            insert into build_logs (build_id, seq, attempt, at, stream, step, text)
            select @build, last.seq + i, 1, clock_timestamp(), 'stdout', 'build', 'line ' || i || repeat('.', i)
            from (select max(seq) as seq from build_logs where build_id = @build) last, generate_series(1, @Lines) as i
            """,
            new { build, Lines });
        return build;
    }
}
