using MiniVercel.Bench.Contenders;

namespace MiniVercel.Bench.Cluster;

/// <summary>What a call costs that goes from one silo's process to another's.</summary>
internal static class ClusterBench
{
    private const string Call = "call";

    public static async Task<int> Run(int rounds, string? orleans)
    {
        await using var arena = await Arena.Open();
        await using var floor = await ContenderProcess.Start(Arena.ThisProgram, "echo-floor");
        await using var embedded = await Silos(arena, "embedded", Arena.ThisProgram);
        await using var rival = orleans is null ? null : await Silos(arena, "orleans", orleans);

        var race = new Race(Race.Of(floor, embedded, rival), rounds);
        Race.PrintHead();
        foreach (var inFlight in new[] { 1, 64, 256 })
            await race.Run(Call, inFlight, "call to another silo");
        return 0;
    }

    private static async Task<ContenderProcess> Silos(Arena arena, string name, string program) =>
        await ContenderProcess.Start(program, "cluster", await arena.NewDatabase(name), arena.NewFolder(name));
}
