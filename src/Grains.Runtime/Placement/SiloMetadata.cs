using System.Collections.Immutable;

namespace MiniVercel.Runtime;

/// <summary>What a silo says of itself, such as its roles.</summary>
public record SiloMetadata
{
    public static SiloMetadata Empty { get; } = new();

    public ImmutableDictionary<string, string> Metadata { get; internal init; } = ImmutableDictionary<string, string>.Empty;
}

public interface ISiloMetadataCache
{
    /// <summary>Empty for a silo that is not known.</summary>
    SiloMetadata GetSiloMetadata(SiloAddress siloAddress);
}
