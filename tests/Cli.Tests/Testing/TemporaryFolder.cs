namespace MiniVercel.Cli.Tests.Testing;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("minivercel-cli-");

    public TemporaryFolder(string name = "shop") => Path = _parent.CreateSubdirectory(name).FullName;

    public string Path { get; }

    public string Write(string path, string content = "")
    {
        var file = At(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    public string At(string path) => System.IO.Path.Combine(Path, path);

    public void Dispose() => _parent.Delete(recursive: true);
}
