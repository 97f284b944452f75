using MiniVercel.Bench.Contenders;

namespace MiniVercel.Bench.Cluster;

/// <summary>What a call costs that goes from one silo's process to another's.</summary>
internal static class ClusterBench
{
    public const string Call = "call";

    public static async Task<int> Run(int rounds, string? orleans)
    {
        await using var floor = await ContenderProcess.Start(Arena.ThisProgram, "echo-floor");
        var race = new Race([("floor", floor), ("floor2", floor)], rounds);
        Race.PrintHead();
        foreach (var inFlight in new[] { 1, 64, 256 })
            await race.Run(Call, inFlight, "call to another silo");
        return 0;
    }
}
