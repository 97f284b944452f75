using System.Globalization;
using System.Text;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Kernel;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>The folders on the disk that make up one box beside its workspace: its home, its temporary files, and what it reads of itself.</summary>
internal sealed class Furniture : IAsyncDisposable
{
    public const string ControlInside = "/run/box";
    private const string EnvironmentFile = "environment";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly string _path;

    /// <param name="path">Where they are made; nothing may be there yet.</param>
    /// <param name="user">Whose home it is; null leaves it to this process's own.</param>
    public Furniture(string path, int? user)
    {
        _path = OwnFolder.CreateClosed(path);
        foreach (var own in new[] { Home, Temporary })
        {
            OwnFolder.CreateClosed(own);
            if (user is { } id)
                SystemCalls.ChangeOwner(own, id);
        }

        Directory.CreateDirectory(Control);
        File.SetUnixFileMode(Control, Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Write("resolv.conf", $"nameserver {BoxDoor.NameServerAddress}\noptions timeout:5 attempts:2\n");
        Write("hosts", "127.0.0.1 localhost box\n");
        Write("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        Write("passwd", "root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nbuild:x:1000:1000:build:/home/build:/bin/sh\n");
        Write("group", "root:x:0:\nbuild:x:1000:\n");
        Write(EnvironmentFile, "");
    }

    public string Home => Path.Combine(_path, "home");

    public string Temporary => Path.Combine(_path, "tmp");

    public string Control => Path.Combine(_path, "control");

    /// <summary>
    /// What the command is to see, as a file that the box reads: on a command line everybody on this machine could read
    /// it, and in the environment of the programs before the box it would be instructions to those.
    /// </summary>
    public void WriteEnvironment(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var script = new StringBuilder();
        foreach (var (name, value) in variables)
        {
            if (!IsName(name) || value.Contains('\0'))
                throw new ArgumentException($"'{name}' cannot be an environment variable.", nameof(variables));
            script.Append(CultureInfo.InvariantCulture, $"export {name}='{value.Replace("'", @"'\''", StringComparison.Ordinal)}'\n");
        }

        Write(EnvironmentFile, script.ToString());
    }

    /// <summary>Secrets do not wait on the disk for the next command.</summary>
    public void ForgetEnvironment() => Write(EnvironmentFile, "");

    public async ValueTask DisposeAsync() => await Leftovers.Remove(_path);

    /// <summary>In a folder that nobody else can enter, so that the box's user may read it where it is shown to it.</summary>
    private void Write(string name, string text)
    {
        var path = Path.Combine(Control, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Readable);
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
