using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>
/// The examples that answer by a program of their own: built as a user would have them built, and started from nothing but their artifact,
/// to see that it has all that they need.
/// </summary>
public sealed partial class ExampleServerTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);

    private readonly TestSilo _silo = shared.Silo;

    [NpmRegistryFact]
    public async Task Next_renders_by_its_server_and_its_files_come_from_the_edge()
    {
        var built = await Built("nextjs-ssr");
        await using var server = await Started(built);

        var page = await server.Text("/");
        Assert.Contains("Rendered by the server", page, StringComparison.Ordinal);
        Assert.Contains("Made by the build", await server.Text("/about"), StringComparison.Ordinal);
        Assert.Contains("\"hello\":\"Ada\"", await server.Text("/api/time?name=Ada"), StringComparison.Ordinal);
        Assert.Equal((200, "image/png"), await server.Type("/_next/image?url=%2Fhills.png&w=640&q=75"));

        Assert.Equal((200, "image/png"), await AtTheEdge(built, "/hills.png"));
        Assert.Equal((200, "text/javascript; charset=utf-8"), await AtTheEdge(built, NextScript().Match(page).Value));
        Assert.Equal(503, (await AtTheEdge(built, "/about")).Status);
        Assert.DoesNotContain(built.Server.Files, f => f.Path.StartsWith("app/", StringComparison.Ordinal));
    }

    [NpmRegistryFact]
    public async Task SvelteKit_runs_without_what_it_was_built_with()
    {
        var built = await Built("sveltekit-node");
        await using var server = await Started(built);

        var page = await server.Text("/");
        Assert.Contains("Rendered by the server", page, StringComparison.Ordinal);
        Assert.Contains("\"hello\":\"Ada\"", await server.Text("/api/time?name=Ada"), StringComparison.Ordinal);

        Assert.Equal((200, "text/javascript; charset=utf-8"), await AtTheEdge(built, SvelteScript().Match(page).Value));
        Assert.Equal((200, "image/svg+xml"), await AtTheEdge(built, "/mark.svg"));
        Assert.Equal(
            ["node_modules/.package-lock.json", "package.json"],
            built.Server.Files.Select(f => f.Path).Where(p => !p.StartsWith("build/", StringComparison.Ordinal)));
    }

    [NpmRegistryFact]
    public async Task A_plain_server_has_its_packages_streams_and_takes_web_sockets()
    {
        var built = await Built("node-server");
        await using var server = await Started(built);

        Assert.Equal("line 1\nline 2\nline 3\nline 4\nline 5\n", await server.Text("/stream"));
        using var socket = new ClientWebSocket();
        using var limit = new CancellationTokenSource(StartPatience);
        await socket.ConnectAsync(new Uri($"ws://{server.Endpoint}/echo"), limit.Token);
        await socket.SendAsync("there and back"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[64];
        var answer = await socket.ReceiveAsync(buffer, limit.Token);
        Assert.Equal("there and back", Encoding.UTF8.GetString(buffer, 0, answer.Count));

        Assert.Equal(503, (await AtTheEdge(built, "/server.js")).Status);
    }

    [NpmRegistryFact]
    public async Task Packages_for_development_are_left_out()
    {
        var built = await Built(new Dictionary<string, byte[]>
        {
            ["package.json"] =
                """{"scripts": {"start": "node ."}, "dependencies": {"ms": "2.1.3"}, "devDependencies": {"isarray": "2.0.5"}}"""u8.ToArray(),
            ["index.js"] = "require('ms')"u8.ToArray(),
        });

        Assert.Contains(built.Server.Files, f => f.Path == "node_modules/ms/index.js");
        Assert.DoesNotContain(built.Server.Files, f => f.Path.StartsWith("node_modules/isarray/", StringComparison.Ordinal));
    }

    private sealed record BuiltServer(string Project, ApiAnswer Build, ServerBundle Server);

    private Task<BuiltServer> Built(string example)
    {
        var root = Repository.Example(example);
        return Built(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(root, f).Split('/').Any(p => p is "node_modules" or ".next" or ".svelte-kit" or "build"))
            .ToDictionary(f => Path.GetRelativePath(root, f), File.ReadAllBytes));
    }

    private async Task<BuiltServer> Built(IReadOnlyDictionary<string, byte[]> files)
    {
        var project = await _silo.Api.CreateProject($"p-{Guid.NewGuid():n}"[..20]);
        var build = await _silo.Api.Build(project, files);
        Assert.True(build.Text("status") == "success", await _silo.Api.FollowLog(build.Text("id")));
        var manifest = await _silo.Services.GetRequiredService<ArtifactStore>().Read(new BuildId(build.Text("id")), CancellationToken.None);
        return new BuiltServer(project, build, manifest!.Server!);
    }

    /// <summary>Lays the artifact out as an activation does, and starts what is there with nothing else in reach.</summary>
    private async Task<RunningServer> Started(BuiltServer built)
    {
        var id = built.Build.Text("id");
        var activation = await _silo.Api.Activate(built.Project, id);
        Assert.Equal(HttpStatusCode.Conflict, activation.Status);
        Assert.Contains("server_not_hosted", activation.Json!.ToJsonString(), StringComparison.Ordinal);

        var node = await _silo.Services.GetRequiredService<NodeShelf>().Bring(SemVersion.TryParse(built.Server.Node)!.Value, CancellationToken.None);
        var folder = Path.Combine(_silo.Folder, "deployments", built.Project, "builds", id, built.Server.Folder);
        return await RunningServer.Start(built.Server.Start, folder, node);
    }

    private async Task<(int Status, string? Type)> AtTheEdge(BuiltServer built, string path)
    {
        var answer = await RawHttp.Get(_silo.Endpoint, new Uri(built.Build.Text("preview_url")).Authority, path);
        return (answer.Status, answer.Header("content-type"));
    }

    [GeneratedRegex(@"/_next/static/[^""]+\.js")]
    private static partial Regex NextScript();

    [GeneratedRegex(@"/_app/immutable/entry/[^""]+\.js")]
    private static partial Regex SvelteScript();

    private sealed class RunningServer : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly ShelvedProgram _node;

        private RunningServer(Process process, ShelvedProgram node, int port) =>
            (_process, _node, Endpoint) = (process, node, new IPEndPoint(IPAddress.Loopback, port));

        public IPEndPoint Endpoint { get; }

        public static async Task<RunningServer> Start(IReadOnlyList<string> command, string folder, ShelvedProgram node)
        {
            var port = FreePort();
            var info = new ProcessStartInfo("/usr/bin/env", ["-i", $"PATH={Path.Combine(node.Package, "bin")}:/usr/bin:/bin", $"PORT={port}", "HOSTNAME=127.0.0.1", "NODE_ENV=production", .. command])
            {
                WorkingDirectory = folder,
            };
            var server = new RunningServer(Process.Start(info)!, node, port);
            using var limit = new CancellationTokenSource(StartPatience);
            while (!await server.Answers())
            {
                Assert.False(server._process.HasExited, "It has ended by itself.");
                await Task.Delay(50, limit.Token);
            }

            return server;
        }

        public async Task<string> Text(string path) => (await RawHttp.Get(Endpoint, "server.test", path)).Text;

        public async Task<(int Status, string? Type)> Type(string path)
        {
            var answer = await RawHttp.Get(Endpoint, "server.test", path);
            return (answer.Status, answer.Header("content-type"));
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            _node.Dispose();
        }

        private async Task<bool> Answers()
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(Endpoint);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
