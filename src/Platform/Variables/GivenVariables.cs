using System.Security.Cryptography;
using System.Text;
using MiniVercel.Builds;

namespace MiniVercel.Platform.Variables;

/// <summary>What one build, or one app, is given: opened, and never written down like this.</summary>
public sealed class GivenVariables
{
    private GivenVariables(IReadOnlyDictionary<string, string> values, EnvironmentSeen seen) => (Values, Seen) = (values, seen);

    /// <summary>For what somebody has written who is not to see any.</summary>
    public static GivenVariables None { get; } = Of([]);

    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>What may be told of it.</summary>
    public EnvironmentSeen Seen { get; }

    internal static GivenVariables Of(IEnumerable<(Variable Variable, string Value)> opened)
    {
        var sorted = opened.OrderBy(o => o.Variable.Key, StringComparer.Ordinal).ToList();
        return new GivenVariables(
            sorted.ToDictionary(o => o.Variable.Key, o => o.Value),
            new EnvironmentSeen(Fingerprint(sorted.Select(o => o.Variable)), [.. sorted.Select(o => o.Variable.Key)]));
    }

    /// <summary>
    /// Of which rows, in which version: it says whether two builds saw the same, and nothing about a value. A hash of the values
    /// could be tried out by whoever reads it, for a value that is a short one.
    /// </summary>
    private static string Fingerprint(IEnumerable<Variable> variables) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(variables.Select(v => $"{v.Id}:{v.Version}:{v.Key}\n")))))[..16];
}
