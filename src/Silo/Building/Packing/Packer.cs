using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>Turns an output folder into a manifest: every file by path, hash and content type.</summary>
public static class Packer
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = Types();

    /// <param name="folder">The output.</param>
    /// <param name="room">A folder for what is made on the way; it is needed until the contents are stored.</param>
    /// <param name="known">Contents, by their hash, whose variants are stored already.</param>
    /// <param name="limits">How much it may be.</param>
    /// <param name="cancellationToken">Ends the packing.</param>
    public static async Task<PackedOutput> Pack(
        string folder, string room, IReadOnlyDictionary<string, ManifestFile> known, PackLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            var (files, paths) = (new List<ManifestFile>(), new Dictionary<BlobKey, string>());
            foreach (var (name, path) in OutputTree.FilesIn(folder, limits, cancellationToken))
            {
                files.Add(await Describe(name, path, cancellationToken));
                paths[files[^1].Blob] = path;
            }

            if (files.Count == 0)
                throw new BuildStepFailedException(BuildReason.NoOutput, $"The output directory has no file to serve. It has: {SourceTree.At(folder).Listing()}.");

            var variants = new Variants(room, known);
            var all = await variants.Of(files, f => paths[f.Blob], cancellationToken);
            foreach (var (blob, path) in variants.Paths)
                paths.TryAdd(blob, path);
            return new PackedOutput(new Manifest(Manifest.CurrentFormat, all), paths);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("The output cannot be read: a file or folder in it is closed to its owner, or its name is too long or no text.");
        }
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
