namespace MiniVercel.Cli.Connection;

internal static class ServerAddress
{
    private const string Default = "http://localhost:8080";

    /// <summary>What was said for this call, else for this shell, else what the server of this machine wrote down when it started.</summary>
    public static Uri Find(string? option, Shell shell, DataFolder data)
    {
        if (option is not null)
            return Parse(option, "--url");
        if (shell.Variable("MINIVERCEL_URL") is { Length: > 0 } variable)
            return Parse(variable, "MINIVERCEL_URL");
        return WrittenDown(data) is { } line ? Parse(line, Path.Combine(data.Path, "url")) : new Uri(Default);
    }

    private static string? WrittenDown(DataFolder data)
    {
        try
        {
            return data.Read("url");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // Another user's server: its address is still most likely the default one.
            return null;
        }
    }

    private static Uri Parse(string text, string from) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { UserInfo: "", Query: "", Fragment: "" }
            ? url
            : throw new UsageException($"{from} is \"{text}\", which is no server's address. Give one such as {Default}.");
}
