using MiniVercel.Surveys;

namespace MiniVercel.Silo.Building;

/// <summary>A folder that has not been sent, as far as it is known: every file has its name, and some how they begin.</summary>
public static class SketchedFolder
{
    public static async Task LayOut(string folder, IEnumerable<SketchedFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Beginning ?? "", cancellationToken);
        }
    }
}
