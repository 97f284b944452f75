using System.Net;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>A hundred megabytes pass through a silo without being made into objects of its own. Its own process says how much it has made.</summary>
public sealed class LargeBodyTests(LargeBodyTests.OwnProcess silo) : IClassFixture<LargeBodyTests.OwnProcess>
{
    private const int Size = 100 << 20;
    private const long Most = 5_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_file_goes_from_the_disk_to_the_visitor(int version)
    {
        var file = new byte[Size];
        new Random(1).NextBytes(file);
        var host = await silo.Deploy(new Dictionary<string, byte[]> { ["index.html"] = "home"u8.ToArray(), ["large.bin"] = file });

        await Measure(() => silo.Download(host, "/large.bin", version), SHA256.HashData(file));
    }

    [NpmRegistryTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_answer_of_an_app_goes_through(int version)
    {
        var host = await silo.Deploy(ScriptedApp.Serving("one", answer: $$"""
            if (request.url === "/100") {
              response.writeHead(200, { "content-length": {{Size}} });
              const piece = Buffer.alloc(1 << 20, "x");
              for (let i = 0; i < 100; i++) if (!response.write(piece)) await new Promise(go => response.once("drain", go));
              return response.end();
            }
            """).ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value)));
        var body = new byte[Size];
        body.AsSpan().Fill((byte)'x');

        await Measure(() => silo.Download(host, "/100", version), SHA256.HashData(body));
    }

    [NpmRegistryTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_visitor_sends_goes_through(int version)
    {
        var host = await silo.Deploy(ScriptedApp.Serving("one").ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value)));

        await Measure(() => silo.Upload(host, "/length", Size, version), SHA256.HashData(Encoding.UTF8.GetBytes($"{Size}")));
    }

    private async Task Measure(Func<Task<byte[]>> visit, byte[] hash)
    {
        Assert.Equal(hash, await visit()); // what is made once is made now
        var before = await silo.Process.AllocatedBytes(default);
        Assert.Equal(hash, await visit());

        Assert.InRange(await silo.Process.AllocatedBytes(default) - before, 0, Most);
    }

    public sealed class OwnProcess : IAsyncLifetime
    {
        private string _folder = "";

        public SiloProcess Process { get; private set; } = null!;

        public async Task InitializeAsync() =>
            Process = await SiloProcess.Start(_folder = TemporaryFolder.Create("large"), database: await TestPostgres.NewDatabase());

        public async Task DisposeAsync()
        {
            await Process.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        public async Task<string> Deploy(IReadOnlyDictionary<string, byte[]> files)
        {
            using var api = Process.Api();
            var name = Site.NewName("large");
            var project = await api.CreateProject(name);
            var build = await api.Build(project, files);
            (await api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
            return $"http://{name}.localhost:{Process.Endpoint.Port}";
        }

        /// <summary>The hash of what comes.</summary>
        public async Task<byte[]> Download(string host, string path, int version)
        {
            using var client = Client(version);
            await using var body = await client.GetStreamAsync(new Uri(host + path));
            return await SHA256.HashDataAsync(body);
        }

        public async Task<byte[]> Upload(string host, string path, int size, int version)
        {
            using var client = Client(version);
            using var content = new ByteArrayContent(new byte[size]);
            using var answer = await client.PostAsync(new Uri(host + path), content);
            return SHA256.HashData(await answer.Content.ReadAsByteArrayAsync());
        }

        private HttpClient Client(int version)
        {
            var client = Http2Client.To(Process.Endpoint);
            client.DefaultRequestVersion = new Version(version, version == 1 ? 1 : 0);
            return client;
        }
    }
}
