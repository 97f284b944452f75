namespace MiniVercel.Cli.Connection;

/// <summary>Where the server of this machine keeps its things, among them what the CLI needs to find it.</summary>
internal sealed record DataFolder(string Path)
{
    public static DataFolder Of(Shell shell, string folder)
    {
        var path = shell.Variable("MINIVERCEL_DATA") is { Length: > 0 } data ? data
            : shell.Variable("MINIVERCEL_HOME") is { Length: > 0 } home ? System.IO.Path.Combine(home, ".data")
            : ".data";
        return new DataFolder(System.IO.Path.GetFullPath(path, folder));
    }

    /// <summary>The one line that a file of the folder holds; null where there is none.</summary>
    public string? Read(string name)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(Path, name)).Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
