using System.Collections.Concurrent;
using System.Reflection;

namespace MiniVercel.Runtime;

/// <summary>
/// Builds the exceptions that may be built from a name: those of the base library, of the engine, and of the assemblies that
/// have grains or their interfaces. A name is only ever looked up in these, never resolved.
/// </summary>
internal sealed class KnownExceptions(IEnumerable<Assembly> trusted)
{
    // More names than any system has kinds of failure; a peer that makes names up must not fill the memory.
    private const int MaxRemembered = 1_000;

    private readonly Assembly[] _assemblies = [.. trusted.Concat([typeof(object).Assembly, typeof(KnownExceptions).Assembly]).Distinct()];
    private readonly ConcurrentDictionary<string, Func<string, Exception?, Exception>?> _builders = new();

    public Exception? Build(string typeName, string message, Exception? inner)
    {
        if (!_builders.TryGetValue(typeName, out var build))
        {
            build = Find(typeName);
            if (_builders.Count < MaxRemembered) _builders[typeName] = build;
        }

        return build?.Invoke(message, inner);
    }

    private Func<string, Exception?, Exception>? Find(string typeName)
    {
        var type = _assemblies.Select(it => it.GetType(typeName)).FirstOrDefault(it => it is not null);
        if (type is not { IsAbstract: false, ContainsGenericParameters: false } || !type.IsAssignableTo(typeof(Exception))) return null;
        var visible = BindingFlags.Instance | BindingFlags.Public;
        if (type.Assembly == typeof(KnownExceptions).Assembly) visible |= BindingFlags.NonPublic;
        // The one with a cause first: in some, a lone string is no message but a parameter's name.
        if (type.GetConstructor(visible, [typeof(string), typeof(Exception)]) is { } full)
            return (message, inner) => (Exception)full.Invoke([message, inner]);
        if (type.GetConstructor(visible, [typeof(string)]) is { } plain)
            return (message, _) => (Exception)plain.Invoke([message]);
        return null;
    }
}
