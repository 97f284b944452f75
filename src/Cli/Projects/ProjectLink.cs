using System.Text.Json;

namespace MiniVercel.Cli.Projects;

/// <summary>Which project a folder belongs to, written into the folder itself: whatever either of them is called later.</summary>
internal sealed record ProjectLink
{
    private const int Largest = 64 << 10;

    public required Uri Server { get; init; }
    public required string ProjectId { get; init; }

    /// <summary>The link of this folder, or null.</summary>
    public static ProjectLink? Of(string folder)
    {
        var file = new FileInfo(FileIn(folder));
        if (!file.Exists)
            return null;
        try
        {
            if (file.Length <= Largest && JsonSerializer.Deserialize(File.ReadAllBytes(file.FullName), CliJson.Default.ProjectLink) is { } link)
                return link;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Said below.
        }

        throw new UsageException($"{file.FullName} cannot be read. Remove it, and link the folder again with ./minivercel link.");
    }

    /// <summary>In a folder that Git leaves out by itself, and there whole or not at all.</summary>
    public void WriteInto(string folder)
    {
        var file = FileIn(folder);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, ".gitignore"), "*\n");
            var draft = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, CliJson.Default.ProjectLink));
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"The link could not be written: {e.Message}");
        }
    }

    /// <summary>An id means something at its own server only.</summary>
    public string IdAt(Uri server) => server == Server
        ? ProjectId
        : throw new UsageException($"This folder is linked to a project at {Server}, not at {server}. Say --url {Server}, name a project, or link the folder anew.");

    private static string FileIn(string folder) => Path.Combine(folder, ".minivercel", "project.json");
}
