using System.Globalization;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Platform.Cluster;

namespace MiniVercel.Bench.Cluster;

/// <summary>What a call costs that goes from one silo's process to another's.</summary>
internal static class ClusterBench
{
    private const int Kills = 10;

    public static async Task<int> Run(int rounds, string? orleans)
    {
        await using var arena = await Arena.Open();
        await using var floor = await ContenderProcess.Start(Arena.ThisProgram, "echo-floor");
        await using var embedded = await Silos(arena, "embedded", Arena.ThisProgram);
        await using var rival = orleans is null ? null : await Silos(arena, "orleans", orleans);

        var race = new Race(Race.Of(floor, embedded, rival), rounds);
        Race.PrintHead();
        foreach (var inFlight in new[] { 1, 64, 256 })
            await race.Run(ClusterContender.Call, inFlight, "call to another silo");

        await FailOver(rival is null ? [("embedded", embedded)] : [("embedded", embedded), ("Orleans", rival)]);
        return 0;
    }

    /// <summary>Here the floor is no program: nobody can be told dead before the lease it was given has run out.</summary>
    private static async Task FailOver(IReadOnlyList<(string Name, IContender Contender)> contenders)
    {
        var seconds = contenders.ToDictionary(c => c.Name, _ => new List<double>());
        for (var kill = 0; kill < Kills; kill++)
        {
            foreach (var (name, contender) in contenders)
                seconds[name].Add((await contender.Measure(ClusterContender.Failover, 1)).P50 / 1_000_000);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nFrom kill -9 of a silo until its grain answers elsewhere, {Kills} kills; a lease is {SiloLease.Length.TotalSeconds:0.0} s"));
        foreach (var (name, took) in seconds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} median {Medians.Of(took):0.00} s, worst {took.Max():0.00} s"));
    }

    private static async Task<ContenderProcess> Silos(Arena arena, string name, string program) =>
        await ContenderProcess.Start(program, "cluster", await arena.NewDatabase(name), arena.NewFolder(name));
}
