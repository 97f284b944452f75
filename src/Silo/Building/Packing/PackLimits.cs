namespace MiniVercel.Silo.Building.Packing;

/// <summary>How much an output may be. What can be uploaded can be served: the bounds are those of an upload.</summary>
public sealed record PackLimits
{
    public static readonly PackLimits Usual = new();

    public int Files { get; init; } = 50_000;

    /// <summary>Folders count as well: they are listed before it is known what they are.</summary>
    public int Entries { get; init; } = 200_000;

    /// <summary>Bytes of a path below the output, as it stands in an address.</summary>
    public int PathBytes { get; init; } = 1_024;

    public long FileBytes { get; init; } = 1L << 30;

    public long TotalBytes { get; init; } = 10L << 30;
}
