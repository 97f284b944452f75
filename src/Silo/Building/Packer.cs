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

    /// <summary>Folders count as well: they are listed before it is known what they are.</summary>
    private const int MostEntries = 4 * MostFiles;

    private const int LongestName = 1_024;

    private static readonly FileExtensionContentTypeProvider ContentTypes = Types();

    public static async Task<Manifest> Pack(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await PackFiles(folder, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("The output cannot be read: a file or folder in it is closed to its owner, or its name is too long or no text.");
        }
    }

    private static async Task<Manifest> PackFiles(string folder, CancellationToken cancellationToken)
    {
        var entries = EntriesIn(folder).Take(MostEntries + 1).Order(StringComparer.Ordinal).ToList();
        if (entries.Count > MostEntries)
            throw Failed($"The output has more than {MostEntries} files and folders.");

        var files = new List<ManifestFile>();
        foreach (var path in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var info = new FileInfo(path);
            var name = Path.GetRelativePath(folder, path);
            if (info.LinkTarget is not null)
                throw Failed($"'{name}' is a symbolic link; only files can be served.");
            if (info.Attributes.HasFlag(FileAttributes.Directory))
                continue;
            if (!FileKind.IsRegularFile(path))
                throw Failed($"'{name}' is a pipe, a socket or a device; only files can be served.");
            if (name.Length > LongestName)
                throw Failed($"'{name[..100]}…' is longer than {LongestName} characters, its folders included.");
            if (files.Count == MostFiles)
                throw Failed($"The output has more than {MostFiles} files.");

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

    private static BuildStepFailedException Failed(string sentence) => new(BuildReason.PackFailed, sentence);

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
