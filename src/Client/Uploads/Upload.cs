namespace MiniVercel.Client;

/// <summary>A folder as the server knows it, before its bytes: every file by its hash.</summary>
public sealed record UploadManifest(IReadOnlyList<UploadFile> Files);

/// <param name="Path">Relative to the folder, with <c>/</c> between its parts.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record UploadFile(string Path, string Sha256, long Size, bool Executable);

/// <param name="Missing">The hashes whose bytes the server does not have yet.</param>
public sealed record Upload(string Id, IReadOnlyList<string> Missing);
