using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniVercel.Platform.Git;

/// <summary>A few lines that stand in a repository for a large file.</summary>
internal sealed partial record LfsPointer(string Path, string Sha256, long Size)
{
    private const int Longest = 1024;

    /// <summary>Those in a folder. Links are not followed: only what lies there is written to.</summary>
    public static async Task<IReadOnlyList<LfsPointer>> Find(string folder, CancellationToken cancellationToken)
    {
        var pointers = new List<LfsPointer>();
        foreach (var path in SmallFiles(folder))
        {
            if (Text().Match(Encoding.UTF8.GetString(await File.ReadAllBytesAsync(path, cancellationToken))) is { Success: true } found
                && long.TryParse(found.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                pointers.Add(new LfsPointer(path, found.Groups["oid"].Value, size));
            }
        }

        return pointers;
    }

    private static FileSystemEnumerable<string> SmallFiles(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            !entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.Length is > 0 and <= Longest,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };

    [GeneratedRegex(@"\Aversion https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*oid sha256:(?<oid>[0-9a-f]{64})\nsize (?<size>[0-9]{1,18})\n?\z")]
    private static partial Regex Text();
}
