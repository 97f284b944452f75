using System.Diagnostics;
using System.Globalization;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.DataFolders;

/// <summary>What folders take of the disk.</summary>
public static class FolderSize
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Blocks, not lengths, and a file with two names once. Files may vanish under it, which is no failure.</summary>
    public static async Task<long> Of(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var answer = await Command.Run(new ProcessStartInfo("du", ["-scx", "--block-size=1", "--", .. paths]), Patience, cancellationToken: cancellationToken);
        var total = answer.Output.Split('\n').LastOrDefault(line => line.EndsWith("\ttotal", StringComparison.Ordinal));
        return total is not null && long.TryParse(total.Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new IOException($"What lies in {string.Join(", ", paths)} cannot be measured: {answer.Output}");
    }
}
