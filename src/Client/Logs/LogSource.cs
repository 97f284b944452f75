namespace MiniVercel.Client;

/// <summary>Whose log: a build's, or a running deployment's.</summary>
public readonly record struct LogSource
{
    private readonly string _path;

    private LogSource(string path) => _path = path;

    public static LogSource OfBuild(string id) => new($"api/builds/{Uri.EscapeDataString(id)}/logs");

    public static LogSource OfDeployment(string id) => new($"api/deployments/{Uri.EscapeDataString(id)}/logs");

    internal string PathAfter(long? seq) => seq is null ? _path : $"{_path}?after={seq}";
}
