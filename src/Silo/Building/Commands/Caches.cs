using System.Collections.Concurrent;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>
/// A folder per project that builds find again: what package managers have downloaded. No project sees another's, and no two builds have
/// the same at once, because it belongs to the user of one box.
/// </summary>
public sealed class Caches(string root)
{
    private const int MostProjects = 20;

    private readonly ConcurrentDictionary<string, bool> _inUse = new();

    /// <summary>Nothing where another build of the project has it: that is no reason to wait.</summary>
    public async Task<Cache?> Open(ProjectId project)
    {
        var path = Path.Combine(root, project.Value);
        if (!_inUse.TryAdd(path, true))
            return null;
        try
        {
            OwnFolder.CreateClosed(path);
            Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            await MakeRoom();
            return new Cache(path, () => _inUse.TryRemove(path, out _));
        }
        catch
        {
            _inUse.TryRemove(path, out _);
            throw;
        }
    }

    /// <summary>Those that nobody has asked for the longest go first.</summary>
    private async Task MakeRoom()
    {
        foreach (var old in new DirectoryInfo(root).GetDirectories().OrderByDescending(d => d.LastWriteTimeUtc).Skip(MostProjects))
        {
            if (!_inUse.TryAdd(old.FullName, true))
                continue;
            await Leftovers.Remove(old.FullName);
            _inUse.TryRemove(old.FullName, out _);
        }
    }
}

/// <summary>A project's cache, held by one build.</summary>
public sealed class Cache(string path, Action release) : IDisposable
{
    public string Path => path;

    public void Dispose() => release();
}
