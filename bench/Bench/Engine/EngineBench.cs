using MiniVercel.Bench.Contenders;

namespace MiniVercel.Bench.Engine;

/// <summary>What a grain costs inside one process.</summary>
internal static class EngineBench
{
    public const string Call = "call";
    public const string Write = "write";
    public const string Activate = "activate";
    public const int MostInFlight = 64;

    public static async Task<int> Run(int rounds, string? orleans)
    {
        await using var arena = await Arena.Open();
        await using var floor = await ContenderProcess.Start(Arena.ThisProgram, "engine-floor", await arena.NewDatabase("floor"));
        await using var embedded = await Silo(arena, "embedded", Arena.ThisProgram);
        await using var rival = orleans is null ? null : await Silo(arena, "orleans", orleans);

        var race = new Race(Race.Of(floor, embedded, rival), rounds);
        Race.PrintHead();
        foreach (var (what, title) in new[] { (Call, "call"), (Activate, "first call to a new grain"), (Write, "state write") })
        {
            await race.Run(what, 1, title);
            await race.Run(what, MostInFlight, title);
        }

        return 0;
    }

    private static async Task<ContenderProcess> Silo(Arena arena, string name, string program) =>
        await ContenderProcess.Start(program, "engine", await arena.NewDatabase(name), arena.NewFolder(name));
}
