namespace MiniVercel.Gateway.Api.Uploads;

internal sealed record FileBody(string Path, string Sha256, long Size, bool Executable = false);

internal sealed record NewUploadBody(IReadOnlyList<FileBody> Files);

/// <param name="Missing">The hashes of contents that are still to be sent.</param>
internal sealed record UploadAnswer(string Id, IReadOnlyList<string> Missing);
