using System.Net;
using System.Text.RegularExpressions;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>A project of a framework: its packages come from the registry, its own build makes the site.</summary>
public partial class BuiltSite
{
    [NpmRegistryFact]
    public async Task A_vite_app_is_installed_built_and_served()
    {
        var data = TemporaryFolder.Create("up");
        var minivercel = new Launcher(data);
        await minivercel.WhileUp(async address =>
        {
            var deployed = await minivercel.Run("deploy", Repository.Example("vite-react"), "--prod");
            Assert.True(deployed.ExitCode == 0, deployed.Errors);
            var url = new Uri(deployed.Output.Trim());

            var page = await RawHttp.Get(new IPEndPoint(IPAddress.Loopback, address.Port), url.Authority, "/");
            Assert.Equal(200, page.Status);
            var script = await RawHttp.Get(new IPEndPoint(IPAddress.Loopback, address.Port), url.Authority, Script().Match(page.Text).Value);
            Assert.Equal((200, "text/javascript; charset=utf-8"), (script.Status, script.Header("content-type")));
            Assert.Contains("It was built.", script.Text, StringComparison.Ordinal);
            Assert.Contains("npm ci", deployed.Errors, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"/assets/[^""]+\.js")]
    private static partial Regex Script();
}
