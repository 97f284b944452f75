namespace MiniVercel.Gateway.Api.Input;

/// <summary>The paths of a folder's files, of which none may stand in another's way.</summary>
internal static class FolderPaths
{
    /// <summary>No two files of one path, no file where another needs a folder.</summary>
    public static void RefuseClashes(IReadOnlyList<Fields> entries, IReadOnlyList<string> files)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            if (!paths.Add(files[i]))
                entries[i].Refuse("path", "Another file has the same path.");
        }

        for (var i = 0; i < files.Count; i++)
        {
            for (var slash = files[i].LastIndexOf('/'); slash > 0; slash = files[i].LastIndexOf('/', slash - 1))
            {
                if (paths.Contains(files[i][..slash]))
                    entries[i].Refuse("path", $"It lies in '{files[i][..slash]}', which is a file.");
            }
        }
    }
}
