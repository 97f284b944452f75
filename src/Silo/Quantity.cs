using System.Globalization;

namespace MiniVercel.Silo;

/// <summary>Amounts as a person says them.</summary>
internal static class Quantity
{
    public static string Files(int count) => count == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} files");

    public static string Bytes(long count) => count switch
    {
        < 1_000 => $"{count} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.0} GB"),
    };
}
