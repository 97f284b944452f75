using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Engines;
using MiniVercel.Bench.Measuring;
using MiniVercel.Silo;

namespace MiniVercel.Bench.Engine;

/// <summary>The whole silo as it runs for users, with the benchmark's grains beside its own.</summary>
internal sealed class EngineContender(SiloHost silo) : IContender
{
    private readonly IGrainFactory _grains = silo.Services.GetRequiredService<IGrainFactory>();
    private readonly string _run = Guid.NewGuid().ToString("n");
    private long _fresh;

    public static async Task<EngineContender> Start(string database, string data) => new(await SiloHost.Start(
        new SiloOptions { Port = 0, Data = data, Database = database },
        services => services.AddBenchGrains()));

    public Task<Measurement> Measure(string what, int inFlight)
    {
        var idle = Enumerable.Range(0, inFlight).Select(lane => _grains.GetGrain<IIdleGrain>($"lane-{lane}")).ToArray();
        var writing = Enumerable.Range(0, inFlight).Select(lane => _grains.GetGrain<IWritingGrain>($"{_run}-{lane}")).ToArray();
        return Lanes.Run(inFlight, what switch
        {
            EngineBench.Call => (lane, n) => idle[lane].Echo(n),
            EngineBench.Write => (lane, n) => writing[lane].Write(n),
            EngineBench.Activate => (_, n) => _grains.GetGrain<IIdleGrain>($"fresh-{Interlocked.Increment(ref _fresh)}").Echo(n),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such benchmark."),
        });
    }

    public ValueTask DisposeAsync() => silo.DisposeAsync();
}
