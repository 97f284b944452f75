using System.Collections.Immutable;

namespace MiniVercel.Runtime;

/// <summary>A silo as the others see it: its row in the membership table.</summary>
public sealed record SiloEntry(SiloAddress Address, ImmutableDictionary<string, string> Metadata, int Activations)
{
    /// <summary>Whether its lease has run out, by the database's clock. It is dead only when somebody removed its row.</summary>
    public bool IsExpired { get; init; }
}
