using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Silo;

namespace MiniVercel.Bench.Cluster;

/// <summary>Calls from the silo in this process to grains that live in another one.</summary>
internal sealed class ClusterContender : IContender
{
    private const int Grains = 64;
    private static readonly string s_text = new('x', 40);

    private readonly SiloHost _silo;
    private readonly IAsyncDisposable _other;
    private readonly IPlacedGrain[] _far;

    private ClusterContender(SiloHost silo, IAsyncDisposable other, IPlacedGrain[] far) => (_silo, _other, _far) = (silo, other, far);

    public static async Task<ClusterContender> Start(string database, string data)
    {
        var silo = await ClusterSilo.Start(database, Path.Combine(data, "here"));
        var other = await ContenderProcess.Start(Arena.ThisProgram, "cluster-silo", database, Path.Combine(data, "there"));
        return new ClusterContender(silo, other, await FarGrains(silo.Services.GetRequiredService<IGrainFactory>()));
    }

    public Task<Measurement> Measure(string what, int inFlight) => Lanes.Run(inFlight, (lane, _) => _far[lane % Grains].Echo(s_text));

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>Grains that came to live in the other process, wherever the directory puts each one.</summary>
    private static async Task<IPlacedGrain[]> FarGrains(IGrainFactory grains)
    {
        var far = new List<IPlacedGrain>();
        for (var i = 0; far.Count < Grains && i < 100 * Grains; i++)
        {
            var grain = grains.GetGrain<IPlacedGrain>($"placed-{i}");
            if (await grain.Process() != Environment.ProcessId)
                far.Add(grain);
        }

        return far.Count == Grains ? [.. far] : throw new InvalidOperationException("No grain was placed in the other silo.");
    }
}
