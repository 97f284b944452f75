using System.Text;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Serving;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>A file of an output: the path that asks for it, and where its content lies.</summary>
internal readonly record struct OutputFile(string Name, string Path);

/// <summary>
/// Everything in an output that may be served. What is not found here is served by nobody, whoever has uploaded it. A link is what it
/// leads to, as long as that lies in the output as well.
/// </summary>
internal sealed class OutputTree
{
    private readonly SourceTree _top;
    private readonly PackLimits _limits;
    private readonly CancellationToken _cancellationToken;
    private readonly List<OutputFile> _files = [];

    /// <summary>The folders that are being gone through, one in the other: a link to one of them would have no end.</summary>
    private readonly Stack<string> _within = new();

    private int _entries;
    private long _bytes;

    private OutputTree(string folder, PackLimits limits, CancellationToken cancellationToken)
    {
        _top = SourceTree.At(folder);
        _limits = limits;
        _cancellationToken = cancellationToken;
    }

    /// <summary>In the order of the bytes of their names.</summary>
    public static IReadOnlyList<OutputFile> FilesIn(string folder, PackLimits limits, CancellationToken cancellationToken)
    {
        var tree = new OutputTree(folder, limits, cancellationToken);
        tree.GoThrough(tree._top.Path, "");
        tree._files.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return tree._files;
    }

    private void GoThrough(string folder, string prefix)
    {
        _within.Push(folder);
        foreach (var segment in SegmentsIn(folder))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var name = prefix + segment;
            if (RuleCompiler.IsRuleFile(name))
                continue;
            if (Encoding.UTF8.GetByteCount(name) > _limits.PathBytes)
                throw Failed($"{JsonFile.Quote(name)} is longer than {_limits.PathBytes} bytes, its folders included.");

            var path = Path.Combine(folder, segment);
            if (new FileInfo(path).LinkTarget is not null)
                path = EndOf(path, name);
            if (Directory.Exists(path))
                Enter(path, name);
            else
                Add(path, name);
        }

        _within.Pop();
    }

    /// <summary>Counted before they are sorted, because that takes all of them into memory.</summary>
    private List<string> SegmentsIn(string folder)
    {
        var everything = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
        var segments = Directory.EnumerateFileSystemEntries(folder, "*", everything)
            .Take(_limits.Entries - _entries + 1).Select(p => Path.GetFileName(p)!).ToList();
        _entries += segments.Count;
        if (_entries > _limits.Entries)
            throw Failed($"The output has more than {_limits.Entries} files and folders.");
        segments.RemoveAll(IsNeverServed);
        segments.Sort(StringComparer.Ordinal);
        return segments;
    }

    private void Enter(string folder, string name)
    {
        if (_within.Contains(folder))
            throw Failed($"{JsonFile.Quote(name)} is a symbolic link to a folder that it lies in, and would have no end.");
        GoThrough(folder, name + "/");
    }

    private void Add(string path, string name)
    {
        if (!FileKind.IsRegularFile(path))
            throw Failed($"{JsonFile.Quote(name)} is a pipe, a socket or a device; only files can be served.");
        if (_files.Count == _limits.Files)
            throw Failed($"The output has more than {_limits.Files} files.");
        var size = new FileInfo(path).Length;
        if (size > _limits.FileBytes)
            throw Failed($"{JsonFile.Quote(name)} is larger than {Quantity.Bytes(_limits.FileBytes)}.");
        if ((_bytes += size) > _limits.TotalBytes)
            throw Failed($"The files of the output are together larger than {Quantity.Bytes(_limits.TotalBytes)}.");
        _files.Add(new OutputFile(name, path));
    }

    /// <summary>What a link leads to. What may not be seen by its own name may not be seen by another one either.</summary>
    private string EndOf(string link, string name)
    {
        switch (_top.Follow(Path.GetRelativePath(_top.Path, link), out var end))
        {
            case LinkEnd.LeadsOut:
                throw Failed($"{JsonFile.Quote(name)} is a symbolic link that leads out of the output; only what lies in it can be served.");
            case LinkEnd.Nowhere:
                throw Failed($"{JsonFile.Quote(name)} is a symbolic link that leads to nothing.");
        }

        var place = Path.GetRelativePath(_top.Path, end);
        return place.Split('/').Any(IsNeverServed)
            ? throw Failed($"{JsonFile.Quote(name)} is a symbolic link to {JsonFile.Quote(place)}, which is never served.")
            : end;
    }

    private static bool IsNeverServed(string segment) =>
        segment is ".git" or "node_modules" || segment.StartsWith(".env", StringComparison.Ordinal);

    private static BuildStepFailedException Failed(string sentence) => new(BuildReason.PackFailed, sentence);
}
