using System.Security.Cryptography;
using System.Text;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// A folder of somebody's sources, looked into from outside the box and therefore with care: links are followed by hand and never out of
/// the sources, and nothing is read that is larger than it has a reason to be.
/// </summary>
public sealed class SourceTree
{
    private const int MostLinks = 20;
    private const int EnoughNames = 10;

    /// <summary>The top of all sources, which no link may leave.</summary>
    private readonly string _top;

    private SourceTree(string top, string path) => (_top, Path) = (top, path);

    public string Path { get; }

    /// <summary>Where it lies in the sources; empty for all of them.</summary>
    public string Place => PlaceBelow(_top);

    /// <summary>Where it lies in a folder above it; empty for that folder itself.</summary>
    public string PlaceIn(SourceTree above) => PlaceBelow(above.Path);

    public static SourceTree At(string folder)
    {
        var top = System.IO.Path.GetFullPath(folder);
        return new SourceTree(top, top);
    }

    /// <summary>The folder that has this one's place now, if there is one within the sources.</summary>
    public SourceTree? FoundAgain() => OfPlace(Place);

    /// <summary>A folder by its place in the sources.</summary>
    public SourceTree? OfPlace(string place) => At(_top).Folder(place);

    public SourceTree? Folder(string path) =>
        Resolve(path) is { } found && Directory.Exists(found) ? new SourceTree(_top, found) : null;

    public bool HasFile(string path) => FileAt(path) is not null;

    /// <summary>Where a file really lies.</summary>
    public string? FileAt(string path) => Resolve(path) is { } found && File.Exists(found) ? found : null;

    /// <summary>This folder, and those it lies in.</summary>
    public IEnumerable<SourceTree> Upwards()
    {
        for (var path = Path; ; path = System.IO.Path.GetDirectoryName(path)!)
        {
            yield return new SourceTree(_top, path);
            if (path == _top)
                yield break;
        }
    }

    /// <summary>The names of what lies directly in it, in the order of their bytes.</summary>
    public IEnumerable<string> Names(string pattern = "*") =>
        Directory.EnumerateFileSystemEntries(Path, pattern, Everything).Select(p => System.IO.Path.GetFileName(p)!).Order(StringComparer.Ordinal);

    /// <summary>A few of those names, for a sentence.</summary>
    public string Listing()
    {
        var names = Names().Take(EnoughNames + 1).ToList();
        return names.Count switch
        {
            0 => "nothing",
            > EnoughNames => string.Join(", ", names.Take(EnoughNames)) + ", …",
            _ => string.Join(", ", names),
        };
    }

    /// <summary>A whole file, or nothing where there is none.</summary>
    public byte[]? Read(string name, int mostBytes)
    {
        if (FileAt(name) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, mostBytes + 1L)];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= mostBytes
            ? bytes[..read]
            : throw new BuildStepFailedException(
                BuildReason.ConfigInvalid, $"{name} is larger than {Quantity.Bytes(mostBytes)}; nothing of that size is read.");
    }

    /// <summary>What tells a file's content from any other, or nothing where there is no such file.</summary>
    public string? Digest(string name)
    {
        if (FileAt(name) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The same of several files, a line each.</summary>
    public string Digests(IEnumerable<string> names) => string.Concat(names.Select(n => $"{n} {Digest(n) ?? "-"}\n"));

    /// <summary>How a file begins, for what can be told from that; nothing where there is no such file.</summary>
    public string? Beginning(string name, int mostBytes)
    {
        if (FileAt(name) is not { } path)
            return null;
        using var file = File.OpenRead(path);
        var bytes = new byte[mostBytes];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, mostBytes, throwOnEndOfStream: false));
    }

    /// <summary>Where a path ends up when its links are followed, or nothing where that does not exist.</summary>
    private string? Resolve(string path) => Follow(path, out var found) switch
    {
        LinkEnd.LeadsOut => throw new BuildStepFailedException(
            BuildReason.ConfigInvalid, $"'{path}' leads out of the sources by a symbolic link; only what lies in them is used."),
        LinkEnd.Nowhere => null,
        _ => found,
    };

    /// <summary>Follows a path link by link, and stops where one would lead out.</summary>
    public LinkEnd Follow(string path, out string found)
    {
        found = "";
        var left = new Stack<string>(path.Split('/').Reverse());
        var (at, links) = (Path, 0);
        while (left.TryPop(out var segment))
        {
            if (segment is "" or ".")
                continue;
            if (segment == "..")
            {
                if (at == _top)
                    return LinkEnd.LeadsOut;
                at = System.IO.Path.GetDirectoryName(at)!;
                continue;
            }

            var next = new FileInfo(System.IO.Path.Combine(at, segment));
            if (next.LinkTarget is { } target)
            {
                if (++links > MostLinks)
                    return LinkEnd.Nowhere;
                if (System.IO.Path.IsPathRooted(target))
                {
                    if (target != _top && !target.StartsWith(_top + "/", StringComparison.Ordinal))
                        return LinkEnd.LeadsOut;
                    (at, target) = (_top, target[_top.Length..]);
                }

                foreach (var further in target.Split('/').Reverse())
                    left.Push(further);
            }
            else if (next.Exists || Directory.Exists(next.FullName))
            {
                at = next.FullName;
            }
            else
            {
                return LinkEnd.Nowhere;
            }
        }

        found = at;
        return LinkEnd.Within;
    }

    private string PlaceBelow(string folder) => System.IO.Path.GetRelativePath(folder, Path) is var place and not "." ? place : "";

    private static EnumerationOptions Everything => new() { AttributesToSkip = 0, MatchType = MatchType.Simple };
}

/// <summary>Where following a path has led to.</summary>
public enum LinkEnd
{
    Within,
    LeadsOut,
    Nowhere,
}
