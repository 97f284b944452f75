using System.Collections.Immutable;

namespace MiniVercel.Runtime;

/// <summary>
/// What travels with every call made from here on, and with the calls those make: a trace, who asked. Setting a value is seen
/// by what the code calls afterwards, never by its caller. A value that leaves the process is a string, bool, int, long, double
/// or Guid.
/// </summary>
public static class RequestContext
{
    private static readonly AsyncLocal<ImmutableDictionary<string, object>?> Values = new();

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? [];

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The whole of it, to be handed to a call; null when empty.</summary>
    internal static ImmutableDictionary<string, object>? Current { get => Values.Value; set => Values.Value = value; }

    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Values.Value = (Values.Value ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value);
    }

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key)) return false;
        Values.Value = values.Count == 1 ? null : values.Remove(key);
        return true;
    }

    public static void Clear()
    {
        if (Values.Value is not null) Values.Value = null;
    }
}
