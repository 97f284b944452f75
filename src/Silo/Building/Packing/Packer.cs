using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>Turns an output folder into a manifest: every file by path, hash and content type.</summary>
public static class Packer
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = Types();

    /// <param name="shipment">What there is to pack.</param>
    /// <param name="room">A folder for what is made on the way; it is needed until the contents are stored.</param>
    /// <param name="known">Contents, by their hash, whose variants are stored already.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="cancellationToken">Ends the packing.</param>
    public static async Task<PackedOutput> Pack(
        Shipment shipment, string room, IReadOnlyDictionary<string, ManifestFile> known, PackLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var paths = new Dictionary<BlobKey, string>();
            var files = await PackSite(shipment.Site, paths, limits, cancellationToken);
            if (files.Count == 0 && shipment.Server is null)
                throw new BuildStepFailedException(BuildReason.NoOutput, $"The output directory has no file to serve. It has: {SourceTree.At(shipment.Site[0].Path).Listing()}.");

            var variants = new Variants(room, known);
            var all = await variants.Of(files, f => paths[f.Blob], cancellationToken);
            foreach (var (blob, path) in variants.Paths)
                paths.TryAdd(blob, path);
            var server = shipment.Server is { } bundle ? await PackServer(bundle, paths, limits, cancellationToken) : null;
            return new PackedOutput(new Manifest(Manifest.CurrentFormat, all) { Server = server }, paths);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("The output cannot be read: a file or folder in it is closed to its owner, or its name is too long or no text.");
        }
    }

    private static async Task<IReadOnlyList<ManifestFile>> PackSite(
        IEnumerable<PackedFolder> folders, Dictionary<BlobKey, string> paths, PackLimits limits, CancellationToken cancellationToken)
    {
        var files = new List<ManifestFile>();
        foreach (var (name, path) in folders.SelectMany(f => OutputTree.FilesIn(f, limits, cancellationToken)).DistinctBy(f => f.Name))
        {
            files.Add(await Describe(name, path, cancellationToken));
            paths[files[^1].Blob] = path;
        }

        return files;
    }

    private static async Task<ServerBundle> PackServer(
        Bundle bundle, Dictionary<BlobKey, string> paths, PackLimits limits, CancellationToken cancellationToken)
    {
        var (tree, links) = BundleTree.In(bundle, limits, cancellationToken);
        var files = new List<BundleFile>();
        foreach (var (name, path) in tree)
        {
            var file = await Describe(name, path, cancellationToken);
            files.Add(new BundleFile(name, file.Sha256, file.Size, file.Executable));
            paths.TryAdd(file.Blob, path);
        }

        return new ServerBundle
        {
            Start = bundle.Start.Arguments,
            Folder = bundle.Folder,
            Node = bundle.Node,
            Managers = bundle.Managers.ToDictionary(m => $"{m.Kind}", m => m.Version),
            Files = files,
            Links = links,
        };
    }

    private static async Task<ManifestFile> Describe(string name, string path, CancellationToken cancellationToken)
    {
        var info = new FileInfo(path);
        await using var content = info.OpenRead();
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        return new ManifestFile(name, sha256, content.Length, info.UnixFileMode.HasFlag(UnixFileMode.UserExecute), TypeOf(name));
    }

    private static BuildStepFailedException Failed(string sentence) => new(BuildReason.PackFailed, sentence);

    private static string TypeOf(string name)
    {
        if (!ContentTypes.TryGetContentType(name, out var type))
            return "application/octet-stream";
        var isText = type.StartsWith("text/", StringComparison.Ordinal)
            || type is "application/json" or "application/xml" or "application/manifest+json";
        return isText ? type + "; charset=utf-8" : type;
    }

    private static FileExtensionContentTypeProvider Types()
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".js"] = types.Mappings[".mjs"] = "text/javascript";
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".avif"] = "image/avif";
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".map"] = "application/json";
        types.Mappings[".md"] = "text/markdown";
        return types;
    }
}
