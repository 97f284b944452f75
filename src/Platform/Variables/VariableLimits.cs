using System.Text;

namespace MiniVercel.Platform.Variables;

/// <summary>
/// How many and how large. The kernel takes 128 KiB for one variable and, with the arguments, 2 MiB for all; a program that starts
/// others adds its own to them, so this stays well below.
/// </summary>
public static class VariableLimits
{
    public const int LongestKey = 128;
    public const int LargestValue = 32 << 10;

    /// <summary>Of one project.</summary>
    public const int Most = 200;

    /// <summary>Of all keys and values of one project together.</summary>
    public const int LargestTotal = 256 << 10;

    public static int SizeOf(string key, string value) => Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
}
