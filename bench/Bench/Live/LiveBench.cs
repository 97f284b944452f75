using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniVercel.Bench.Builds;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Bench.Live;

/// <summary>
/// A build prints ten times a second and many watch it over the hub. Counted is from the moment that a line is printed, inside its box, to
/// the moment that a viewer has it: reading, masking, storing and telling are all in it. Nobody may miss a line or get one twice.
/// </summary>
internal static class LiveBench
{
    private const int Viewers = 2_000, Readers = 100, Stalled = 200;

    /// <summary>Each may have a hundred connections.</summary>
    private const int ViewersOfToken = 80;

    /// <summary>So much in all that no system keeps it for those who do not read.</summary>
    private const int LongLine = 4_000;

    public static async Task<int> Run(CancellationToken cancellationToken)
    {
        await using var arena = await Arena.Open();
        var database = await arena.NewDatabase("live");
        await using var silo = await SiloProcess.Start(arena.NewFolder("silo"), database: database, environment: SiloProcess.ToStay);
        using var api = silo.Api();
        var tokens = await NewTokens(database, 1 + (Viewers + Stalled) / ViewersOfToken);
        var project = await api.CreateProject("watched");
        await Watched(silo, api, project, tokens, new Show(Readers, 0, Batches: 10, LineLength: 80), cancellationToken); // everything is compiled now

        var use = ProcessUse.Watch(silo.Id);
        var many = await Watched(silo, api, project, tokens, new Show(Viewers, 0, Batches: 100, LineLength: 80), cancellationToken);
        var processor = use.Processor;
        var alone = await Watched(silo, api, project, tokens, new Show(Readers, 0, Batches: 80, LongLine), cancellationToken);
        var before = ProcessUse.Watch(silo.Id);
        var beside = await Watched(silo, api, project, tokens, new Show(Readers, Stalled, Batches: 120, LongLine), cancellationToken);

        Figure.PrintHead();
        new Figure(
            $"a line reaches {Viewers:n0} viewers, p99, 10 batches/s", Milliseconds(many, 0.99),
            $"p50 {Milliseconds(many, 0.50)}, {many.Count:n0} deliveries, {processor.TotalSeconds:0.0} s of the silo", [many.Microseconds(0.99) / 1e3], Aim.AtMost(250)).Print();
        new Figure(
            $"memory that {Stalled} viewers cost who do not read, MB", Figure.Text(before.MemoryGrownBy / 1e6),
            $"{120 * 10 * LongLine / 1e6:0.0} MB printed", [before.MemoryGrownBy / 1e6], Aim.AtMost(64)).Print();
        new Figure(
            $"p99 of {Readers} who read beside them", Milliseconds(beside, 0.99), $"without them, {Milliseconds(alone, 0.99)}",
            [beside.Microseconds(0.99) / alone.Microseconds(0.99)], Aim.AtMost(2)).Print();
        return 0;
    }

    /// <summary>One build with its viewers, from its first line to its last.</summary>
    private static async Task<Latencies> Watched(
        SiloProcess silo, ApiDriver api, string project, IReadOnlyList<string> tokens, Show show, CancellationToken cancellationToken)
    {
        var printer =
            $$"""
            sleep {{show.Settle}}
            batch=0
            filler=$(printf '%{{show.LineLength}}s' | tr ' ' x)
            while [ $batch -lt {{show.Batches}} ]; do
                now=$(date +%s%3N)
                for line in 1 2 3 4 5 6 7 8 9 10; do echo "$now $filler"; done
                batch=$((batch + 1))
                sleep 0.09
            done
            """;
        var upload = await api.Upload(project, new Dictionary<string, string>
        {
            ["index.html"] = "<p>It printed.</p>",
            ["print.sh"] = printer,
            ["vercel.json"] = JsonSerializer.Serialize(new { buildCommand = "sh print.sh" }),
        });
        var build = (await api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");

        var latencies = new Latencies();
        var stalled = new List<Viewer>();
        for (var i = 0; i < show.Stalled; i++)
            stalled.Add(await Viewer.Enter(silo.Endpoint, tokens[i / ViewersOfToken], build, latencies, smallBuffer: true, cancellationToken));
        var viewers = new List<Viewer>();
        foreach (var some in Enumerable.Range(show.Stalled, show.Viewers).Chunk(50))
        {
            viewers.AddRange(await Task.WhenAll(some.Select(
                i => Viewer.Enter(silo.Endpoint, tokens[i / ViewersOfToken], build, latencies, smallBuffer: false, cancellationToken))));
        }

        var told = await Task.WhenAll(viewers.Select(viewer => viewer.WatchToEnd(cancellationToken)));
        var lines = told.Distinct().Order().ToArray();
        if (lines is not [>= 10] || lines[0] < show.Batches * 10)
            throw new InvalidOperationException($"Not everybody was told the same lines: {string.Join(", ", lines)}");
        foreach (var viewer in viewers.Concat(stalled))
            viewer.Dispose();
        return latencies;
    }

    private static async Task<IReadOnlyList<string>> NewTokens(string database, int count)
    {
        var tokens = Enumerable.Range(0, count).Select(i => $"mv_viewer_{i}_{RandomNumberGenerator.GetHexString(32)}").ToList();
        await using var source = NpgsqlDataSource.Create(database);
        foreach (var token in tokens)
        {
            await using var add = source.CreateCommand(
                "insert into api_tokens (id, team_id, name, hash, role) values ($1, 'team_default', $1, $2, 'read')");
            add.Parameters.AddWithValue($"tok_{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
            add.Parameters.AddWithValue(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
            await add.ExecuteNonQueryAsync();
        }

        return tokens;
    }

    private static string Milliseconds(Latencies latencies, double share) =>
        (latencies.Microseconds(share) / 1e3).ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    /// <param name="Viewers">How many watch and read.</param>
    /// <param name="Stalled">How many watch and do not.</param>
    /// <param name="Batches">How often ten lines are printed.</param>
    /// <param name="LineLength">How long one is.</param>
    private sealed record Show(int Viewers, int Stalled, int Batches, int LineLength)
    {
        /// <summary>Seconds for everybody to come in before the first line.</summary>
        public int Settle => 2 + (Viewers + Stalled) / 250;
    }
}
