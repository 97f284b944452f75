using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Testing.Git;

/// <summary>
/// A real sshd with a user `git` whom one key lets in. It has a view of the machine's files of its own, in which that user exists:
/// nothing of the machine's own is touched.
/// </summary>
public sealed class SshServer : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private SshServer(Process process, int port, string deployKey) => (_process, Port, DeployKey) = (process, port, deployKey);

    /// <summary>The system's, or the one that the launcher has brought for the tests.</summary>
    public static string? Program { get; } = Programs().FirstOrDefault(File.Exists);

    public int Port { get; }

    /// <summary>The private half of the key that lets one in.</summary>
    public string DeployKey { get; }

    /// <param name="folder">Where it keeps its keys, fresh ones each time.</param>
    /// <param name="port">Where it listens; anywhere if not said.</param>
    public static async Task<SshServer> Start(string folder, int port = 0)
    {
        Directory.CreateDirectory(folder);
        foreach (var key in new[] { "host", "key" })
            MakeKey(Path.Combine(folder, key));
        port = port == 0 ? FreePort() : port;
        await File.WriteAllTextAsync(Path.Combine(folder, "passwd"), $"""
            root:x:0:0:root:/root:/bin/sh
            sshd:x:65500:65534::/run/sshd:/usr/sbin/nologin
            git:x:0:0::{folder}:/bin/sh

            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {folder}/host
            AuthorizedKeysFile {folder}/key.pub
            StrictModes no
            UsePAM no
            PidFile none
            PermitRootLogin yes
            PasswordAuthentication no

            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "start"),
            "mount --bind \"$1/passwd\" /etc/passwd && mount -t tmpfs -o mode=755 none /run && mkdir /run/sshd && exec \"$2\" -D -e -f \"$1/sshd_config\"\n");

        var info = new ProcessStartInfo("unshare", ["--mount", "sh", Path.Combine(folder, "start"), folder, Program!]) { RedirectStandardError = true };
        info.Environment["LD_LIBRARY_PATH"] = Libraries(Program!);
        var process = Process.Start(info)!;
        await Listens(process);
        return new SshServer(process, port, await File.ReadAllTextAsync(Path.Combine(folder, "key")));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>What one that came without its package needs beside it.</summary>
    private static string Libraries(string program)
    {
        var usr = Path.GetFullPath("../..", program);
        return string.Join(':', new DirectoryInfo(Path.Combine(usr, "lib")).EnumerateDirectories("*-linux-*").Select(d => d.FullName));
    }

    private static IEnumerable<string> Programs()
    {
        yield return "/usr/sbin/sshd";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return Path.Combine(folder.FullName, "artifacts/sshd/usr/sbin/sshd");
    }

    private static async Task Listens(Process process)
    {
        using var limit = new CancellationTokenSource(StartWithin);
        var said = "";
        while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("Server listening", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None); // so that it never waits for a reader
                return;
            }

            said += line + "\n";
        }

        throw new InvalidOperationException($"sshd did not start: {said}");
    }

    private static void MakeKey(string path)
    {
        foreach (var old in new[] { path, $"{path}.pub" })
            File.Delete(old);
        using var made = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
        made.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
