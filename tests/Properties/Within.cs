namespace MiniVercel.Properties;

/// <summary>How long what is to come may take until it counts as missing.</summary>
internal static class Within
{
    /// <summary>Where it is sure to come: a machine may be slow.</summary>
    public static readonly TimeSpan Reason = TimeSpan.FromMinutes(2);

    /// <summary>Where a saboteur has seen to it that it does not: whatever is missing then is found to be missing.</summary>
    public static readonly TimeSpan Seconds = TimeSpan.FromSeconds(8);
}
