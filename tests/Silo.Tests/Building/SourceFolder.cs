using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building;

/// <summary>A folder of files for one test.</summary>
public sealed class SourceFolder : IDisposable
{
    public string Path { get; } = TemporaryFolder.Create("sources");

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public SourceFolder With(string name, string text = "")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
