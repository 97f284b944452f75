using System.Text.Json;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Routing.Keeping;

/// <summary>Copies of manifests in the data folder. One that is lost or damaged is asked for again; as they never change, none is ever old.</summary>
public sealed class ManifestShelf
{
    private const long Largest = 64 << 20;
    private const long DiskBound = 1 << 30;

    private readonly string _folder;
    private readonly long _diskBound;
    private readonly Lock _clearing = new();
    private long _taken;

    public ManifestShelf(string folder, long diskBound = DiskBound)
    {
        (_folder, _diskBound) = (Directory.CreateDirectory(Path.Combine(folder, "manifests")).FullName, diskBound);
        Clear(_ => true, _diskBound);
    }

    public Manifest? Find(BuildId build)
    {
        try
        {
            return CheckedFile.Read<Manifest>(PathOf(build.Value), Largest, StateJson.Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A full disk is no reason not to answer.</summary>
    public void Keep(BuildId build, Manifest manifest)
    {
        try
        {
            CheckedFile.Write(PathOf(build.Value), manifest, StateJson.Options);
            if (Interlocked.Add(ref _taken, new FileInfo(PathOf(build.Value)).Length) > _diskBound)
                Clear(_ => true, _diskBound / 4 * 3); // by some at a time: each looks at all of them
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Lets go of whatever no host leads to any more.</summary>
    public void KeepOnly(RouteSnapshot snapshot)
    {
        var needed = snapshot.Sites.Values.SelectMany(s => s.Earlier.Select(e => (BuildId?)e.Build).Append(s.Build)).OfType<BuildId>()
            .Select(b => b.Value).ToHashSet(StringComparer.Ordinal);
        Clear(needed.Contains, _diskBound);
    }

    /// <summary>Of those that are needed the latest stay, as many as fit.</summary>
    private void Clear(Predicate<string> isNeeded, long bound)
    {
        lock (_clearing)
        {
            var taken = 0L;
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().OrderByDescending(f => f.LastWriteTimeUtc))
            {
                if (isNeeded(file.Name) && taken + file.Length <= bound)
                    taken += file.Length;
                else
                    file.Delete();
            }

            Interlocked.Exchange(ref _taken, taken);
        }
    }

    private string PathOf(string build) => Path.Combine(_folder, build);
}
