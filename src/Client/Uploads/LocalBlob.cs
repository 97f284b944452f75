namespace MiniVercel.Client;

/// <summary>A file of this machine as it was when it was hashed.</summary>
public sealed record LocalBlob(string File, string Sha256, long Size);

/// <summary>What is on disk is no longer what was hashed.</summary>
public sealed class FileChangedException(string file)
    : Exception($"{file} changed while it was being sent. Deploy again when nothing writes to the folder.")
{
    public string File { get; } = file;
}
