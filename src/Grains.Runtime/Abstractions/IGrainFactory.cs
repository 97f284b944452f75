namespace MiniVercel.Runtime;

/// <summary>Makes references. A reference costs an allocation and no call: grains exist by being named.</summary>
public interface IGrainFactory
{
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>
    /// A reference through which grains can call <paramref name="obj"/>. It is held weakly: keep a strong reference to
    /// <paramref name="obj"/> for as long as it is to be told.
    /// </summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Forgets the observer behind the reference <paramref name="obj"/>; later calls to it go nowhere.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}

/// <summary>The grains, seen from code that is not one.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
