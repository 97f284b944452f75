using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>What is going to be the artifact, and where its contents lie until they are stored.</summary>
/// <param name="Paths">Of every content but those that the build before has stored.</param>
public sealed record PackedOutput(Manifest Manifest, IReadOnlyDictionary<BlobKey, string> Paths)
{
    public PackedOutput With(SiteRules rules) => this with { Manifest = Manifest with { Rules = rules.IsEmpty ? null : rules } };
}
