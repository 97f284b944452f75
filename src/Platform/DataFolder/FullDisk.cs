namespace MiniVercel.Platform.DataFolders;

/// <summary>What the system says where a disk has no room left, or its owner may have no more of it.</summary>
public static class FullDisk
{
    private const int NoSpaceLeft = 28, QuotaExceeded = 122;

    /// <summary>How the system's own programs say it, in the language that we run them in.</summary>
    private static readonly string[] s_sentences = ["No space left on device", "Disk quota exceeded"];

    public static bool IsCauseOf(Exception exception) => exception is IOException { HResult: NoSpaceLeft or QuotaExceeded };

    public static bool IsToldBy(string output) => s_sentences.Any(sentence => output.Contains(sentence, StringComparison.Ordinal));

    /// <summary>As the system itself would have thrown it.</summary>
    public static IOException Exception(string message) => new(message, NoSpaceLeft);
}
