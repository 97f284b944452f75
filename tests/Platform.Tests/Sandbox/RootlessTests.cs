using System.Diagnostics;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>Boxes of a user without rights: as somebody else's process, if this one is root.</summary>
public class RootlessTests(ITestOutputHelper report)
{
    private static readonly string[] AsNobody =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"] : [];

    [Fact]
    public async Task Its_level_has_a_name_of_its_own_and_says_why()
    {
        var said = await Run("id -u; id -un");

        Assert.StartsWith("user-namespaces This process is not root", said, StringComparison.Ordinal);
        Assert.Contains("\n1000\nbuild\n", said, StringComparison.Ordinal);
        Assert.Contains("Exited { Code = 0 }", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_walls_are_walls()
    {
        var said = await Run("ls /proc | grep -c '^[0-9]'; unshare --user true; cat /proc/net/route | wc -l; ls /tmp /home; touch /usr/x /x; exit 3");

        report.WriteLine(said);
        Assert.Contains("unshare: unshare failed: Operation not permitted", said, StringComparison.Ordinal);
        Assert.Contains("touch: cannot touch '/x'", said, StringComparison.Ordinal);
        Assert.DoesNotContain("minivercel", said.Split('\n', 2)[1], StringComparison.Ordinal);
        Assert.Contains("Exited { Code = 3 }", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_cannot_reach_this_machine()
    {
        using var server = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var address = (System.Net.IPEndPoint)server.LocalEndpoint;
        using (var outside = new System.Net.Sockets.TcpClient())
            await outside.ConnectAsync(address);

        var said = await Run(Perl.Call("127.0.0.1", address.Port));

        Assert.Contains("Connection refused", said, StringComparison.Ordinal);
    }

    [NpmRegistryFact]
    public async Task It_reaches_the_registry()
    {
        var said = await Run("npm view is-odd name");

        Assert.Contains("\nis-odd\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_in_its_boxes_are_found_reached_and_ended_as_those_of_root()
    {
        using var program = OwnProgram.StartTests(AsNobody, typeof(ServerTests), typeof(ServerCostTests));
        var errors = program.StandardError.ReadToEndAsync();
        var said = await program.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));

        report.WriteLine(said);
        Assert.True(said.Contains(" passed, 0 failed", StringComparison.Ordinal), said + await errors);
        Assert.Contains("user-namespaces: ", said, StringComparison.Ordinal);
    }

    private static async Task<string> Run(string line)
    {
        var folder = TemporaryFolder.Create("rootless");
        if (Environment.IsPrivilegedProcess)
            await Process.Start("chown", ["65534:65534", folder]).WaitForExitAsync();
        try
        {
            using var program = OwnProgram.Start(folder, line, AsNobody);
            var errors = program.StandardError.ReadToEndAsync();
            var output = await program.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
            return output + await errors;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
