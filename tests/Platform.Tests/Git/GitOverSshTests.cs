using System.Diagnostics;
using System.Net;
using MiniVercel.Platform.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Git;

/// <summary>What the real ssh makes of the settings that git hands it.</summary>
public sealed class GitOverSshTests : IDisposable
{
    private readonly string _root = TemporaryFolder.Create("it's over ssh");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Ssh_goes_to_the_judged_address_under_the_hosts_own_name_with_this_key_alone()
    {
        var route = new GitRoute.Open(GitAddress.Read("ssh://git@git.example:2222/a").Address!, [IPAddress.Parse("93.184.216.34")]);
        string told;
        using (var home = GitHome.Open(_root, route, new GitCredential.DeployKey(route.Address.Origin, "-----BEGIN KEY-----\n"), _root))
        {
            var folder = Path.GetDirectoryName(home.Repository)!;
            told = await Ssh("-G", "-F", Path.Combine(folder, "ssh_config"), "-p", "2222", "git@git.example");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "key")));
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        }

        var settings = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(l => l.Split(' ', 2)[0], l => l.Split(' ', 2)[^1]);
        Assert.Equal("93.184.216.34", settings["hostname"].Single());
        Assert.Equal("[git.example]:2222", settings["hostkeyalias"].Single());
        Assert.Equal("2222", settings["port"].Single());
        Assert.Equal("accept-new", settings["stricthostkeychecking"].Single());
        Assert.EndsWith("/key", settings["identityfile"].Single(), StringComparison.Ordinal);
        Assert.Equal(("yes", "none", "yes"), (settings["identitiesonly"].Single(), settings["identityagent"].Single(), settings["batchmode"].Single()));
        Assert.Equal(("no", "no"), (settings["forwardagent"].Single(), settings["permitlocalcommand"].Single()));
        Assert.Empty(settings["proxycommand"]);
        Assert.Empty(settings["proxyjump"]);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "homes")));
    }

    private static async Task<string> Ssh(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ssh", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
