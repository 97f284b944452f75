using MiniVercel.Platform.DataFolders;

namespace MiniVercel.Silo.Building;

/// <summary>The folders that builds work in. Nothing in them outlives its attempt.</summary>
public sealed class Workspaces(string root)
{
    public Workspace Open(BuildId build, int attempt)
    {
        var path = Path.Combine(root, $"{build}-{attempt}");
        Remove(path);
        OwnFolder.CreateClosed(path);
        return new Workspace(path);
    }

    /// <summary>Removes what a worker that was killed left behind.</summary>
    public void Clear()
    {
        Remove(root);
        OwnFolder.CreateClosed(root);
    }

    internal static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}

public sealed class Workspace(string path) : IDisposable
{
    public string Path => path;

    public void Dispose() => Workspaces.Remove(path);
}
