using System.Diagnostics;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Git;

/// <summary>A real repository, made as a person makes one. It has a branch `main` unless told otherwise.</summary>
public sealed class GitFolder
{
    private readonly string _path;

    private GitFolder(string path) => _path = path;

    public string Path => _path;

    public string Url => $"file://{_path}";

    /// <param name="parent">Where it is to lie, under the name; a temporary folder of its own if not said.</param>
    public static GitFolder Create(string? parent = null, string name = "site", string branch = "main", string format = "sha1")
    {
        var folder = new GitFolder(System.IO.Path.Combine(parent ?? TemporaryFolder.Create("git"), name));
        Directory.CreateDirectory(folder.Path);
        folder.Git("init", "--quiet", $"--initial-branch={branch}", $"--object-format={format}");
        folder.Git("config", "user.name", "Ada");
        folder.Git("config", "user.email", "ada@example.com");
        return folder;
    }

    public void Write(string path, string content)
    {
        var full = System.IO.Path.Combine(_path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    public void Link(string path, string target)
    {
        var full = System.IO.Path.Combine(_path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    /// <summary>Commits all there is, and answers with the commit's hash.</summary>
    public string Commit(string message)
    {
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", message);
        return Git("rev-parse", "HEAD").Trim();
    }

    public string Commit(string message, params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
            Write(path, content);
        return Commit(message);
    }

    public string Git(params string[] arguments)
    {
        var info = new ProcessStartInfo("git", ["-C", _path, "-c", "protocol.file.allow=always", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        info.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} failed: {errors.Result}");
    }
}
