namespace MiniVercel.Platform.DataFolders;

/// <summary>A file that only its owner may read, and that is there whole or not at all.</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string content)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Mini Vercel runs on Linux.");

        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            // The mode is given at creation: a file made first and closed off afterwards was open for a moment.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var stream = new FileStream(draft, options))
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(content);
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>What the file says, without the white space around it; null when there is no such file.</summary>
    public static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
