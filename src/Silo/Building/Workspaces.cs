using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Building;

/// <summary>The folders that builds work in. Nothing in them outlives its attempt.</summary>
public sealed class Workspaces(string root)
{
    public Task<Workspace> Open(BuildId build, int attempt) => Open($"{build}-{attempt}");

    /// <summary>For sources that nothing is built of.</summary>
    public Task<Workspace> OpenForALook() => Open($"look-{Guid.NewGuid():n}");

    private async Task<Workspace> Open(string name)
    {
        var workspace = new Workspace(Path.Combine(root, name));
        await workspace.DisposeAsync();
        if (Directory.Exists(workspace.Path))
            throw new IOException($"'{workspace.Path}' cannot be removed, and a build begins in an empty folder.");
        OwnFolder.CreateClosed(workspace.Path);
        return workspace;
    }

    /// <summary>Removes what a worker that was killed left behind.</summary>
    public async Task Clear()
    {
        await Leftovers.Remove(root);
        OwnFolder.CreateClosed(root);
    }

    /// <summary>Takes out of a workspace what was brought into it.</summary>
    internal static void Empty(string path)
    {
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }
    }
}

/// <param name="path">Where the sources come.</param>
public sealed class Workspace(string path) : IAsyncDisposable
{
    public string Path => path;

    /// <summary>Beside the sources, for the names of programs: a build writes to its sources.</summary>
    public string Launchers => $"{path}.programs";

    /// <summary>Beside the sources as well, for what packing makes of them.</summary>
    public string Packed => $"{path}.packed";

    public async ValueTask DisposeAsync()
    {
        await Leftovers.Remove(Packed);
        await Leftovers.Remove(Launchers);
        await Leftovers.Remove(path);
    }
}
