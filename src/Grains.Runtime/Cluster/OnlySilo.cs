namespace MiniVercel.Runtime;

/// <summary>A process that is no cluster, to grains that ask where they are.</summary>
internal sealed class OnlySilo : ILocalSiloDetails, ISiloMetadataCache
{
    public string Name => Environment.MachineName;

    public string ClusterId => "";

    public SiloAddress SiloAddress => SiloAddress.Zero;

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) => SiloMetadata.Empty;
}
