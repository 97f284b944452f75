using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;

namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>How many grains are awake on this silo. Orleans' own count has the parts of Orleans in it, too.</summary>
internal sealed class ActiveGrains : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = this;
        return true;
    }

    public void Configure(IGrainContext context) => context.ObservableLifecycle.Subscribe(
        nameof(ActiveGrains), GrainLifecycleStage.First, _ => Change(1), _ => Change(-1));

    private Task Change(int by)
    {
        Interlocked.Add(ref _count, by);
        return Task.CompletedTask;
    }
}
