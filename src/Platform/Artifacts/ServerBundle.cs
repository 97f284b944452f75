using System.Text.Json.Serialization;
using MiniVercel.Platform.Blobs;

namespace MiniVercel.Platform.Artifacts;

/// <summary>A program that answers for a site, with everything that it needs: laid out in a folder, it runs as it ran where it was built.</summary>
public sealed record ServerBundle
{
    /// <summary>The program and its arguments. Node is found by its name, and so are the programs of the packages.</summary>
    public required IReadOnlyList<string> Start { get; init; }

    /// <summary>Where in the bundle it is started; empty for its top.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The version of Node that it was built with, and has to run with.</summary>
    public required string Node { get; init; }

    /// <summary>The package managers that it was built with, in their versions, where a script of the project's own starts it.</summary>
    public IReadOnlyDictionary<string, string> Managers { get; init; } = new Dictionary<string, string>();

    public required IReadOnlyList<BundleFile> Files { get; init; }

    public IReadOnlyList<BundleLink> Links { get; init; } = [];
}

/// <summary>A file that no visitor is sent: the program's own.</summary>
public sealed record BundleFile(string Path, string Sha256, long Size, bool Executable)
{
    [JsonIgnore]
    public StoredContent Content => new(new BlobKey(Sha256, Executable), Size);
}

/// <summary>A link within the bundle. Packages find each other by where a file really lies, so a link must not become what it leads to.</summary>
public sealed record BundleLink(string Path, string Target);
