using System.IO.Enumeration;

namespace MiniVercel.Platform.Git;

/// <summary>Symbolic links of a repository that lead out of it: whoever follows one reads files of this machine.</summary>
internal static class EscapingLinks
{
    /// <summary>Removes them, and says which they were.</summary>
    public static IReadOnlyList<string> Remove(string folder)
    {
        var removed = new List<string>();
        foreach (var path in LinksIn(folder).ToList())
        {
            var name = Path.GetRelativePath(folder, path);
            if (StaysInside(name, new FileInfo(path).LinkTarget!))
                continue;
            File.Delete(path);
            removed.Add(name);
        }

        return removed;
    }

    public static string Listed(IReadOnlyList<string> names)
    {
        const int enough = 5;
        return string.Join(", ", names.Take(enough)) + (names.Count > enough ? $" and {names.Count - enough} more" : "");
    }

    /// <summary>A folder at a path, with no link on the way to it: what is written there lands there.</summary>
    public static string PlainFolder(string folder, string path)
    {
        var at = folder;
        foreach (var segment in path.Split('/'))
        {
            at = Path.Combine(at, segment);
            if (segment is "" or "." or ".." || !Directory.Exists(at) || new DirectoryInfo(at).LinkTarget is not null)
                throw new GitFailedException($"The place of the submodule '{path}' is not a folder.");
        }

        return at;
    }

    /// <summary>
    /// It goes up only at its beginning, where its folders are real ones, and not above the root. Behind a name it could be
    /// following another link, whose parent is anybody's guess.
    /// </summary>
    internal static bool StaysInside(string name, string target)
    {
        if (target.Length == 0 || target[0] == '/')
            return false;
        var above = name.Count(c => c == '/');
        var hasGoneDown = false;
        foreach (var step in target.Split('/').Where(s => s is not ("" or ".")))
        {
            if (step != "..")
                hasGoneDown = true;
            else if (hasGoneDown || --above < 0)
                return false;
        }

        return true;
    }

    private static FileSystemEnumerable<string> LinksIn(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };
}
