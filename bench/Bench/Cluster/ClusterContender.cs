using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Silo;

namespace MiniVercel.Bench.Cluster;

/// <summary>Calls from the silo in this process to grains that live in another one, which can be killed.</summary>
internal sealed class ClusterContender : IContender
{
    public const string Call = "call";
    public const string Failover = "failover";

    private const int Grains = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private static readonly string s_text = new('x', 40);

    private readonly SiloHost _silo;
    private readonly Func<Task<ContenderProcess>> _startOther;
    private ContenderProcess _other;
    private IPlacedGrain[] _far = [];
    private int _named;

    private ClusterContender(SiloHost silo, Func<Task<ContenderProcess>> startOther, ContenderProcess other) =>
        (_silo, _startOther, _other) = (silo, startOther, other);

    public static async Task<ClusterContender> Start(string database, string data)
    {
        var silo = await ClusterSilo.Start(database, Path.Combine(data, "here"));
        Task<ContenderProcess> StartOther() => ContenderProcess.Start(Arena.ThisProgram, "cluster-silo", database, Path.Combine(data, "there"));
        var contender = new ClusterContender(silo, StartOther, await StartOther());
        await contender.FindFarGrains();
        return contender;
    }

    public Task<Measurement> Measure(string what, int inFlight) => what switch
    {
        Call => Lanes.Run(inFlight, (lane, _) => _far[lane % Grains].Echo(s_text)),
        Failover => FailOver(),
        _ => throw new ArgumentException($"'{what}' is not measured here.", nameof(what)),
    };

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>From the SIGKILL of the other silo until a grain of it answers here.</summary>
    private async Task<Measurement> FailOver()
    {
        await _other.Kill();
        var killed = Stopwatch.GetTimestamp();
        while (!await Answers(_far[0]))
        {
            if (Stopwatch.GetElapsedTime(killed) > Patience)
                throw new TimeoutException("The grain did not come back.");
            await Task.Delay(10);
        }

        var took = Stopwatch.GetElapsedTime(killed);
        _other = await _startOther();
        await FindFarGrains();
        return new Measurement(1 / took.TotalSeconds, took.TotalMicroseconds, took.TotalMicroseconds);
    }

    private static async Task<bool> Answers(IPlacedGrain grain)
    {
        try
        {
            await grain.Process().WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception)
        {
            return false; // However it says that the silo is gone: the next call may find another one.
        }
    }

    /// <summary>Grains that came to live in the other process, wherever the directory puts each one.</summary>
    private async Task FindFarGrains()
    {
        var factory = _silo.Services.GetRequiredService<IGrainFactory>();
        var far = new List<IPlacedGrain>();
        for (var begun = Stopwatch.GetTimestamp(); far.Count < Grains && Stopwatch.GetElapsedTime(begun) < Patience; _named++)
        {
            var grain = factory.GetGrain<IPlacedGrain>($"placed-{_named}");
            if (await grain.Process() != Environment.ProcessId)
                far.Add(grain);
            else if (far.Count == 0)
                await Task.Delay(1); // A silo that has just joined is not trusted with anything yet.
        }

        _far = far.Count == Grains ? [.. far] : throw new InvalidOperationException("No grain was placed in the other silo.");
    }
}
