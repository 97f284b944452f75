using System.Diagnostics;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>
/// Installed packages of a project, by what they were installed from. They are copied in and out by us, between commands: whatever a build
/// does to the packages that it was given, the next one gets them as they were installed.
/// </summary>
public sealed class PackageShelf(string root)
{
    private const int MostKept = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether there were any, and they are in their place now.</summary>
    public async Task<bool> Bring(string key, string to)
    {
        var kept = Path.Combine(root, key);
        if (!Directory.Exists(kept) || Path.Exists(to))
            return false;
        Directory.SetLastWriteTimeUtc(kept, DateTime.UtcNow);
        if (await Copy(kept, to))
            return true;
        await Leftovers.Remove(to);
        return false;
    }

    /// <summary>Under another name until they are whole. What cannot be copied is not kept, and the next build installs.</summary>
    public async Task Keep(string key, string from)
    {
        var draft = Path.Combine(root, $"{key}.new");
        await Leftovers.Remove(draft);
        if (await Copy(from, draft))
        {
            await Forget(key);
            Directory.Move(draft, Path.Combine(root, key));
        }

        foreach (var old in new DirectoryInfo(root).GetDirectories().OrderByDescending(d => d.LastWriteTimeUtc).Skip(MostKept))
            await Leftovers.Remove(old.FullName);
    }

    public Task Forget(string key) => Leftovers.Remove(Path.Combine(root, key));

    /// <summary>Links stay links, and are never followed.</summary>
    private static async Task<bool> Copy(string from, string to)
    {
        var copy = new ProcessStartInfo("cp", ["-a", "--reflink=auto", "-T", "--", from, to]);
        return (await Command.Run(copy, Patience)).Succeeded;
    }
}
