namespace MiniVercel.Cli.Deploying;

/// <summary>
/// Where a path leads when every link on the way is followed. Resolving only the last link would take a path
/// through a linked folder for one inside the tree.
/// </summary>
internal static class RealPath
{
    // What Linux itself allows before it says ELOOP.
    private const int MaxLinks = 40;

    /// <returns>Null where links lead in a circle.</returns>
    public static string? Of(string path)
    {
        var real = Path.GetPathRoot(path)!;
        var ahead = new Stack<string>();
        Push(path[real.Length..]);
        for (var links = 0; ahead.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            var next = Path.Join(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks)
                return null;
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            Push(Path.IsPathRooted(target) ? target[real.Length..] : target);
        }
        return real;

        void Push(string relative)
        {
            foreach (var part in relative.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse())
            {
                if (part is not ("" or "."))
                    ahead.Push(part);
            }
        }
    }

    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
