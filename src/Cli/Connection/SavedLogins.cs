using System.Text.Json;

namespace MiniVercel.Cli.Connection;

/// <summary>The tokens of servers that somebody has logged in to, in a file of their own that nobody else can read.</summary>
internal sealed class SavedLogins(string file)
{
    public static SavedLogins Of(Shell shell)
    {
        var config = shell.Variable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
            : Path.Combine(shell.Variable("HOME") is { Length: > 0 } home ? home : shell.WorkingFolder, ".config");
        return new SavedLogins(Path.Combine(config, "minivercel", "logins.json"));
    }

    public string? Find(Uri server) => Read().GetValueOrDefault(Key(server));

    public void Keep(Uri server, string token)
    {
        var all = Read();
        all[Key(server)] = token;
        Write(all);
    }

    /// <summary>Whether there was one.</summary>
    public bool Forget(Uri server)
    {
        var all = Read();
        if (!all.Remove(Key(server)))
            return false;
        Write(all);
        return true;
    }

    private static string Key(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private Dictionary<string, string> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), CliJson.Default.DictionaryStringString) ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException)
        {
            throw new UsageException($"{file} cannot be read. Remove it, and log in again.");
        }
    }

    /// <summary>Written beside and moved there: whoever is interrupted leaves the old one whole.</summary>
    private void Write(Dictionary<string, string> all)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var written = $"{file}.{Environment.ProcessId}";
        using (var stream = new FileStream(
            written, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            JsonSerializer.Serialize(stream, all, CliJson.Default.DictionaryStringString);
        File.Move(written, file, overwrite: true);
    }
}
