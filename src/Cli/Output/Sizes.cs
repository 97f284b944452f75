using System.Globalization;

namespace MiniVercel.Cli;

internal static class Sizes
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB"];

    public static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
