using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>A private repository with all that repositories have, on a server inside the operator's house, from the command line alone.</summary>
public sealed class BuiltRepository : IDisposable
{
    private readonly string _folder = TemporaryFolder.Create("repositories");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [BoxFact]
    public async Task A_private_repository_over_https_is_built_and_served()
    {
        var data = TemporaryFolder.Create("up");
        using var certificate = Certificate();
        await using var server = await GitServer.Start(Path.Combine(_folder, "served"), certificate);
        server.Login = "Basic " + Convert.ToBase64String("ada:s3cret-token"u8);
        var head = Repository(server);
        var url = $"https://127.0.0.1:{server.Port}/shop/.git";
        var minivercel = new Launcher(data, new Dictionary<string, string>
        {
            ["MINIVERCEL_GIT_HOSTS"] = "127.0.0.1",
            ["SSL_CERT_FILE"] = WrittenDown(certificate),
        });
        await minivercel.WhileUp(async address =>
        {
            var added = await minivercel.Run("projects", "add", "shop", "--git-url", url, "--root", "web", "--submodules", "--lfs");
            Assert.True(added.ExitCode == 0, added.Errors);
            var without = await minivercel.Run("deploy", url, "--name", "shop");
            Assert.Equal((1, ""), (without.ExitCode, without.Output));
            Assert.Contains("private", without.Errors, StringComparison.Ordinal);

            var given = await minivercel.RunWith("s3cret-token\n", "projects", "credential", "shop", "token", "--username", "ada");
            Assert.True(given.ExitCode == 0, given.Errors);
            var deployed = await minivercel.Run("deploy", url, "--name", "shop");
            Assert.True(deployed.ExitCode == 0, deployed.Errors);

            var site = new Uri(deployed.Output.Trim());
            Assert.Equal("a page with a part of another repository", await Get(address, site.Authority, "/"));
            Assert.Equal("a long film", await Get(address, site.Authority, "/film.bin"));
            Assert.Contains(head[..10], deployed.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", without.Errors + given.Output + given.Errors + deployed.Errors, StringComparison.Ordinal);
            await ItsBuildSaysWhichCommitItIsOf(minivercel, head);
        });
    }

    private static async Task ItsBuildSaysWhichCommitItIsOf(Launcher minivercel, string head)
    {
        var builds = JsonNode.Parse((await minivercel.Run("ls", "shop", "--json")).Output)!.AsArray();
        var build = JsonNode.Parse((await minivercel.Run("inspect", builds[0]!["id"]!.GetValue<string>(), "--json")).Output)!;
        Assert.Equal((head, "main", "Sell", "Ada"),
            (build["commit_sha"]!.GetValue<string>(), build["branch"]!.GetValue<string>(), build["message"]!.GetValue<string>(), build["author"]!.GetValue<string>()));
        Assert.Equal("clone_failed", builds[1]!["reason"]!.GetValue<string>());
    }

    /// <summary>The app in a folder of it, another repository inside that, a large file, and commands that need both.</summary>
    private string Repository(GitServer server)
    {
        var part = GitFolder.Create(Path.Combine(_folder, "served"), "part");
        part.Commit("Begin", ("part.txt", "a part of another repository"));
        var shop = GitFolder.Create(Path.Combine(_folder, "served"), "shop");
        shop.Commit("Begin", ("readme.md", "not a part of the app"));
        shop.Git("submodule", "--quiet", "add", "--", part.Url, "web/part");
        shop.Git("config", "--file", ".gitmodules", "submodule.web/part.url", "../../part/.git");
        return shop.Commit(
            "Sell",
            ("web/film.bin", server.Keep("a long film")),
            ("web/vercel.json", """
                {
                  "installCommand": "cat part/part.txt > ../packages",
                  "buildCommand": "mkdir out && cp film.bin out && printf 'a page with ' > out/index.html && cat ../packages >> out/index.html && ! test -e ../.git",
                  "outputDirectory": "out"
                }
                """));
    }

    private static async Task<string> Get(Uri server, string host, string path)
    {
        var answer = await RawHttp.Get(new IPEndPoint(IPAddress.Loopback, server.Port), host, path);
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    private string WrittenDown(X509Certificate2 certificate)
    {
        var path = Path.Combine(_folder, "authority.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }

    /// <summary>Signed by nobody but itself, as inside many houses.</summary>
    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=git inside", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
