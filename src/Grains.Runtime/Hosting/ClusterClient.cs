namespace MiniVercel.Runtime;

/// <summary>Makes references to the grains and observers of this process.</summary>
internal sealed class ClusterClient(GrainRuntime runtime) : IClusterClient
{
    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var type = runtime.TypeOf(typeof(TGrainInterface), grainClassNamePrefix);
        return Refer<TGrainInterface>(GrainId.Create(type, primaryKey));
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference)
            throw new ArgumentException("This is a reference already; give the observer object itself.", nameof(obj));
        if (obj is not TGrainObserverInterface)
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TGrainObserverInterface)}.", nameof(obj));
        return Refer<TGrainObserverInterface>(runtime.Observers.Add(obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is not GrainReference reference)
            throw new ArgumentException("Give the reference that CreateObjectReference returned, not the observer object.", nameof(obj));
        runtime.Observers.Remove(reference.GrainId);
    }

    private T Refer<T>(GrainId id) => (T)(object)GrainProxies.Create(typeof(T)).Bind(runtime, id, home: null);
}
