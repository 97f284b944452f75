using System.Diagnostics;
using System.Net;
using MiniVercel.Platform.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Git;

/// <summary>What a repository could do if git did whatever it says: first without walls, then behind them.</summary>
public sealed class GitWallsTests : IDisposable
{
    private readonly string _root = TemporaryFolder.Create("walls");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [BoxFact]
    public async Task Git_reads_nothing_of_the_machine_and_writes_to_its_own_folders_only()
    {
        var (secret, target) = (Path.Combine(_root, "secret"), Directory.CreateDirectory(Path.Combine(_root, "target")).FullName);
        await File.WriteAllTextAsync(secret, "[a]\n\tsecret = here\n");
        var route = new GitRoute.Open(GitAddress.Read("https://git.example/a").Address!, [IPAddress.Parse("93.184.216.34")]);
        using var home = GitHome.Open(_root, route, null, target);
        string[] reading = ["config", "--file", secret, "--list"];
        string[] Writing(string folder) => ["init", "--quiet", "--", Path.Combine(folder, "made")];

        Assert.Contains("a.secret=here", await Plain(reading), StringComparison.Ordinal);
        await Plain(Writing(_root));
        Directory.Delete(Path.Combine(_root, "made"), recursive: true);

        var git = new GitProgram(new GitLimits(), new GitWalls(MachineWalls.Found.Level));
        await Assert.ThrowsAsync<GitFailedException>(() => git.Run(home, reading, default));
        await Assert.ThrowsAsync<GitFailedException>(() => git.Run(home, Writing(_root), default));
        Assert.False(Directory.Exists(Path.Combine(_root, "made")));
        await git.Run(home, Writing(target), default);
        await git.Run(home, Writing(home.Folder), default);
    }

    private static async Task<string> Plain(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
