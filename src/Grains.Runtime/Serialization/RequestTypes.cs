using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace MiniVercel.Runtime;

/// <summary>
/// The requests that may arrive, by their names on the wire: those of the interfaces whose assemblies this process uses.
/// </summary>
internal static class RequestTypes
{
    private static readonly ConcurrentDictionary<string, Type> ByName = new();
    private static readonly ConcurrentDictionary<string, Type>.AlternateLookup<ReadOnlySpan<char>> ByText =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly ConcurrentDictionary<Type, byte[]> Names = new();
    private static readonly ConcurrentDictionary<Assembly, bool> Learned = new();

    public static void Learn(Assembly assembly)
    {
        if (Learned.ContainsKey(assembly)) return;
        foreach (var proxy in assembly.GetCustomAttributes<GrainProxyAttribute>())
        {
            foreach (var request in proxy.Proxy.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public))
                if (request.IsAssignableTo(typeof(GrainRequest))) ByName[NameOf(request)] = request;
        }

        Learned[assembly] = true;
    }

    /// <summary>The name of a request, as it is written into frames.</summary>
    public static ReadOnlySpan<byte> Utf8NameOf(Type request) => Names.GetOrAdd(request, static it => Encoding.UTF8.GetBytes(NameOf(it)));

    public static Type? Find(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.Length > 1_024) return null;
        Span<char> name = stackalloc char[utf8Name.Length];
        var length = Encoding.UTF8.GetChars(utf8Name, name);
        return ByText.TryGetValue(name[..length], out var type) ? type : null;
    }

    private static string NameOf(Type request) => request.FullName!;
}
