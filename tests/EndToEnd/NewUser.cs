using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>The first ten minutes of somebody new, with nothing but the launcher.</summary>
public class NewUser
{
    [Fact]
    public async Task A_folder_becomes_a_URL_changes_and_comes_back()
    {
        var data = TemporaryFolder.Create("up");
        var site = Path.Combine(TemporaryFolder.Create("site"), "my-site");
        CopyExample("static-site", site);
        var minivercel = new Launcher(data);
        await minivercel.WhileUp(async address =>
        {
            var first = await Deploy(minivercel, address, site);
            Assert.Contains("It works.", first.Page, StringComparison.Ordinal);

            var index = Path.Combine(site, "index.html");
            await File.WriteAllTextAsync(index, (await File.ReadAllTextAsync(index)).Replace("It works.", "It still works.", StringComparison.Ordinal));
            var second = await Deploy(minivercel, address, site);
            Assert.Contains("It still works.", second.Page, StringComparison.Ordinal);
            Assert.NotEqual(first.Deployment, second.Deployment);

            var back = await minivercel.Run("rollback", "my-site", "--yes");
            Assert.Equal((0, first.Url + "\n"), (back.ExitCode, back.Output));
            var third = await Get(address, new Uri(first.Url));
            Assert.Contains("It works.", third.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(third.Header("x-mv-deployment"), new[] { first.Deployment, second.Deployment });

            await EveryBuildStillShowsItsOwnVersion(minivercel, address);
            await ASecondInstanceOnTheSameDataIsRefused(minivercel, data);
        });
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
    {
        var outcome = await new Launcher(TemporaryFolder.Create("none")).Run("ls", "--url", "http://localhost:1");

        Assert.Equal((4, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("./minivercel up", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "none")]
    [InlineData("--port", "70000")]
    [InlineData("--nonsense", "x")]
    [InlineData("--base-domain", "example.com")]
    public async Task Up_refuses_what_it_does_not_understand(string option, string value)
    {
        var outcome = await new Launcher(TemporaryFolder.Create("wrong")).Run("up", option, value);

        Assert.Equal(2, outcome.ExitCode);
        Assert.NotEmpty(outcome.Errors);
    }

    private static async Task<(string Url, string Page, string Deployment)> Deploy(Launcher minivercel, Uri address, string site)
    {
        var outcome = await minivercel.Run("deploy", site, "--prod");
        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        var url = Assert.Single(outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var answer = await Get(address, new Uri(url));
        Assert.Equal(200, answer.Status);
        return (url, answer.Text, answer.Header("x-mv-deployment")!);
    }

    private static async Task EveryBuildStillShowsItsOwnVersion(Launcher minivercel, Uri address)
    {
        var listed = await minivercel.Run("ls", "my-site", "--json");
        var builds = JsonNode.Parse(listed.Output)!.AsArray();
        Assert.Equal(2, builds.Count);
        foreach (var (build, says) in builds.Zip(new[] { "It still works.", "It works." }))
        {
            var answer = await Get(address, new Uri(build!["preview_url"]!.GetValue<string>()));
            Assert.Contains(says, answer.Text, StringComparison.Ordinal);
            Assert.Equal(build["id"]!.GetValue<string>(), answer.Header("x-mv-deployment"));
        }
    }

    private static async Task ASecondInstanceOnTheSameDataIsRefused(Launcher minivercel, string data)
    {
        var second = await minivercel.Run("up", "--port", "0");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(data, second.Errors, StringComparison.Ordinal);
    }

    /// <summary>Names under localhost are resolved by browsers and curl, not by every system: the address is known anyway.</summary>
    private static Task<RawResponse> Get(Uri server, Uri url) =>
        RawHttp.Get(new IPEndPoint(IPAddress.Loopback, server.Port), url.Authority, url.PathAndQuery);

    private static void CopyExample(string name, string to)
    {
        var from = Repository.Example(name);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
