using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;

namespace MiniVercel.Runtime;

/// <summary>Written by the generator, once per interface, into the assembly that declares the interface.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class GrainProxyAttribute : Attribute
{
    public abstract Type Interface { get; }

    public abstract Type Proxy { get; }

    public abstract GrainReference Create();
}

/// <inheritdoc cref="GrainProxyAttribute"/>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainProxyAttribute<TInterface, TProxy> : GrainProxyAttribute where TProxy : GrainReference, TInterface, new()
{
    public override Type Interface => typeof(TInterface);

    public override Type Proxy => typeof(TProxy);

    public override GrainReference Create() => new TProxy();
}

/// <summary>Finds the proxy of an interface, where the generator left it.</summary>
internal static class GrainProxies
{
    private static readonly ConcurrentDictionary<Type, GrainProxyAttribute> Known = new();

    public static GrainReference Create(Type grainInterface) => Known.GetOrAdd(grainInterface, Find).Create();

    private static GrainProxyAttribute Find(Type grainInterface)
    {
        // Whoever uses an interface may be asked through it, too: an observer is.
        RequestTypes.Learn(grainInterface.Assembly);
        return grainInterface.Assembly.GetCustomAttributes<GrainProxyAttribute>().FirstOrDefault(it => it.Interface == grainInterface)
            ?? throw new InvalidOperationException(
                $"{grainInterface} has no proxy. It must be an interface that derives from IGrainWithStringKey or IGrainObserver, " +
                "in a project that sets <UsesGrains>true</UsesGrains>.");
    }
}
