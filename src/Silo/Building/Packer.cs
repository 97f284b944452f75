using System.IO.Enumeration;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Silo.Building;

/// <summary>Turns an output folder into a manifest: every file by path, hash and content type.</summary>
public static class Packer
{
    private const int MostFiles = 50_000;

    private static readonly FileExtensionContentTypeProvider ContentTypes = Types();

    public static async Task<Manifest> Pack(string folder, CancellationToken cancellationToken)
    {
        var files = new List<ManifestFile>();
        foreach (var path in EntriesIn(folder).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var info = new FileInfo(path);
            var name = Path.GetRelativePath(folder, path);
            if (info.LinkTarget is not null)
                throw new BuildStepFailedException(BuildReason.PackFailed, $"'{name}' is a symbolic link; only files can be served.");
            if (info.Attributes.HasFlag(FileAttributes.Directory))
                continue;
            if (files.Count == MostFiles)
                throw new BuildStepFailedException(BuildReason.PackFailed, $"The output has more than {MostFiles} files.");

            await using var content = info.OpenRead();
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            files.Add(new ManifestFile(name, sha256, info.Length, IsExecutable(info), TypeOf(name)));
        }

        return files.Count > 0
            ? new Manifest(Manifest.CurrentFormat, files)
            : throw new BuildStepFailedException(BuildReason.NoOutput, "The output directory is empty: there is nothing to serve.");
    }

    /// <summary>
    /// Everything in the folder that may be seen. What is not in the manifest is served by nobody, whoever has uploaded it. Links are not
    /// gone through: two that lead back here would have no end.
    /// </summary>
    private static FileSystemEnumerable<string> EntriesIn(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !IsNeverServed(entry.FileName),
        ShouldRecursePredicate = (ref FileSystemEntry entry) =>
            !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !IsNeverServed(entry.FileName),
    };

    private static bool IsNeverServed(ReadOnlySpan<char> name) =>
        name is ".git" or "node_modules" || name.StartsWith(".env", StringComparison.Ordinal);

    private static bool IsExecutable(FileInfo file) => file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);

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
