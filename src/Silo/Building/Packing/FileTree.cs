using System.Text;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>A file that is packed: its name in what is packed, and where its content lies.</summary>
internal readonly record struct OutputFile(string Name, string Path);

/// <summary>Goes through what a build has made, with care for how much that may be, and for what else than files it may have put there.</summary>
internal abstract class FileTree(PackLimits limits, CancellationToken cancellationToken)
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>The folders that are being gone through, one in the other: a link to one of them would have no end.</summary>
    private readonly Stack<string> _within = new();

    private int _entries;
    private long _bytes;

    /// <summary>In the order of the bytes of their names.</summary>
    public IReadOnlyList<OutputFile> Files => [.. _files.Select(f => new OutputFile(f.Key, f.Value))];

    /// <param name="name">What stands there, by its whole name.</param>
    /// <param name="segment">The last part of that.</param>
    protected abstract bool IsLeftOut(string name, string segment);

    /// <summary>What a link counts as: what lies at the path that is answered, or nothing more.</summary>
    protected abstract string? Follow(string link, string name);

    protected void GoThrough(string folder, string prefix)
    {
        _within.Push(folder);
        foreach (var segment in SegmentsIn(folder, prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (name, path) = (prefix + segment, Path.Combine(folder, segment));
            if (Encoding.UTF8.GetByteCount(name) > limits.PathBytes)
                throw Failed($"{JsonFile.Quote(name)} is longer than {limits.PathBytes} bytes, its folders included.");
            if (new FileInfo(path).LinkTarget is not null)
            {
                if (Follow(path, name) is not { } end)
                    continue;
                path = end;
            }

            if (Directory.Exists(path))
                Enter(path, name);
            else
                Add(path, name);
        }

        _within.Pop();
    }

    protected void Add(string path, string name)
    {
        if (!FileKind.IsRegularFile(path))
            throw Failed($"{JsonFile.Quote(name)} is a pipe, a socket or a device; only files can be served.");
        if (_files.Count == limits.Files)
            throw Failed($"The output has more than {limits.Files} files.");
        var size = new FileInfo(path).Length;
        if (size > limits.FileBytes)
            throw Failed($"{JsonFile.Quote(name)} is larger than {Quantity.Bytes(limits.FileBytes)}.");
        if ((_bytes += size) > limits.TotalBytes)
            throw Failed($"The files of the output are together larger than {Quantity.Bytes(limits.TotalBytes)}.");
        _files.TryAdd(name, path);
    }

    protected static BuildStepFailedException Failed(string sentence) => new(BuildReason.PackFailed, sentence);

    /// <summary>Counted before they are sorted, because that takes all of them into memory.</summary>
    private List<string> SegmentsIn(string folder, string prefix)
    {
        var everything = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        var segments = Directory.EnumerateFileSystemEntries(folder, "*", everything)
            .Take(limits.Entries - _entries + 1).Select(p => Path.GetFileName(p)!).ToList();
        _entries += segments.Count;
        if (_entries > limits.Entries)
            throw Failed($"The output has more than {limits.Entries} files and folders.");
        segments.RemoveAll(s => IsLeftOut(prefix + s, s));
        segments.Sort(StringComparer.Ordinal);
        return segments;
    }

    private void Enter(string folder, string name)
    {
        if (_within.Contains(folder))
            throw Failed($"{JsonFile.Quote(name)} is a symbolic link to a folder that it lies in, and would have no end.");
        GoThrough(folder, name + "/");
    }
}
