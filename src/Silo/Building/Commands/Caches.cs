using System.Collections.Concurrent;
using System.Globalization;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>How much all caches of a worker may take together, and one project's of that.</summary>
public sealed record CacheLimits(long All = 10L << 30, long Project = 4L << 30);

/// <summary>
/// A folder per project that builds find again. No project sees another's, and no two builds have the same at once, because what a
/// command may write to belongs to the user of one box.
/// </summary>
public sealed class Caches(string root, CacheLimits limits)
{
    private readonly ConcurrentDictionary<string, bool> _inUse = new();

    /// <summary>Nothing where another build of the project has it: that is no reason to wait.</summary>
    public Cache? Open(ProjectId project)
    {
        var path = Path.Combine(root, project.Value);
        if (!_inUse.TryAdd(path, true))
            return null;
        try
        {
            OwnFolder.CreateClosed(path);
            Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return new Cache(path, hasGrown => Close(path, hasGrown));
        }
        catch
        {
            _inUse.TryRemove(path, out _);
            throw;
        }
    }

    private async Task Close(string path, bool hasGrown)
    {
        try
        {
            if (hasGrown)
                await MakeRoom(path);
        }
        finally
        {
            _inUse.TryRemove(path, out _);
        }
    }

    /// <summary>Those that nobody has asked for the longest go first; one that is too large by itself begins anew.</summary>
    private async Task MakeRoom(string grown)
    {
        var size = await FolderSize.Of([grown], CancellationToken.None);
        if (size > limits.Project)
        {
            await Leftovers.Remove(grown);
            return;
        }

        await File.WriteAllTextAsync(SizeFile(grown), size.ToString(CultureInfo.InvariantCulture));
        var kept = 0L;
        foreach (var cache in new DirectoryInfo(root).GetDirectories().OrderByDescending(d => d.LastWriteTimeUtc))
        {
            kept += SizeOf(cache.FullName);
            if (kept <= limits.All || !_inUse.TryAdd(cache.FullName, true))
                continue;
            await Leftovers.Remove(cache.FullName);
            _inUse.TryRemove(cache.FullName, out _);
        }
    }

    /// <summary>As it was when it grew last. One that was never measured, its build having been cut off, is taken for the largest there may be.</summary>
    private long SizeOf(string cache) =>
        File.Exists(SizeFile(cache)) && long.TryParse(File.ReadAllText(SizeFile(cache)), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : limits.Project;

    private static string SizeFile(string cache) => Path.Combine(cache, "size");
}

/// <summary>A project's cache, held by one build.</summary>
public sealed class Cache : IAsyncDisposable
{
    private readonly Func<bool, Task> _close;

    internal Cache(string path, Func<bool, Task> close)
    {
        _close = close;
        Downloads = OwnFolder.CreateClosed(Path.Combine(path, "downloads"));
        Packages = new PackageShelf(OwnFolder.CreateClosed(Path.Combine(path, "packages")));
    }

    /// <summary>What package managers keep; commands may write to it.</summary>
    public string Downloads { get; }

    /// <summary>What was installed; no command comes near it.</summary>
    public PackageShelf Packages { get; }

    /// <summary>Packages were fetched, so that it has to be measured.</summary>
    public bool HasGrown { get; set; }

    public ValueTask DisposeAsync() => new(_close(HasGrown));
}
