namespace MiniVercel.Runtime;

public static class GrainExtensions
{
    /// <summary>The id of a grain, asked of the grain itself or of a reference to it.</summary>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase { GrainContext: { } context } => context.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException(
            $"{grain.GetType()} has no grain id: it is neither a grain reference nor a grain that the runtime built.", nameof(grain)),
    };

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();
}
