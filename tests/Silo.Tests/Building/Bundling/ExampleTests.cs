using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>
/// The examples, built and activated as a user would and asked for through a gateway: each with a page, its files, and what else it can do.
/// </summary>
public abstract partial class ExampleTests(ExamplePlace place)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [NpmRegistryFact]
    public async Task Next_renders_by_its_server_and_its_files_come_from_the_edge_whatever_is_in_production()
    {
        var built = await Built("nextjs-ssr");
        Assert.DoesNotContain(await Bundled(built), path => path.StartsWith("app/", StringComparison.Ordinal));
        var server = await OnTheAir(built);
        var page = await AssertNext(server);
        Assert.Equal((200, "image/png"), await server.Type("/_next/image?url=%2Fhills.png&w=640&q=75"));
        Assert.Equal((200, "image/png"), await server.Type("/hills.png"));
        Assert.Equal((200, "text/javascript; charset=utf-8"), await server.Type(NextScript().Match(page).Value));

        var second = await OnTheAir(await BuiltAgain(built, ScriptedApp.Serving("two")));
        Assert.Equal("<h1>two</h1>", await second.Text("/"));
        await AssertNext(new Site(place.Gateway, new Uri(built.Build.Text("preview_url")).Authority, built.Build.Text("id")));

        var back = await OnTheAir(built);
        Assert.NotEqual(server.Deployment, back.Deployment);
        await AssertNext(back);
    }

    [NpmRegistryFact]
    public async Task SvelteKit_runs_without_what_it_was_built_with()
    {
        var built = await Built("sveltekit-node");
        Assert.Equal(
            ["node_modules/.package-lock.json", "package.json"],
            (await Bundled(built)).Where(path => !path.StartsWith("build/", StringComparison.Ordinal)));
        var server = await OnTheAir(built);

        var page = await server.Text("/");
        Assert.Contains("Rendered by the server", page, StringComparison.Ordinal);
        Assert.Contains("\"hello\":\"Ada\"", await server.Text("/api/time?name=Ada"), StringComparison.Ordinal);
        Assert.Equal((200, "text/javascript; charset=utf-8"), await server.Type(SvelteScript().Match(page).Value));
        Assert.Equal((200, "image/svg+xml"), await server.Type("/mark.svg"));
    }

    [NpmRegistryFact]
    public async Task A_plain_server_has_its_packages_streams_and_takes_web_sockets()
    {
        var server = await OnTheAir(await Built("node-server"));

        Assert.Equal("line 1\nline 2\nline 3\nline 4\nline 5\n", await server.Text("/stream"));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", server.Host);
        using var limit = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri($"ws://{server.Gateway}/echo"), limit.Token);
        await socket.SendAsync("there and back"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        var buffer = new byte[64];
        var answer = await socket.ReceiveAsync(buffer, limit.Token);
        Assert.Equal("there and back", Encoding.UTF8.GetString(buffer, 0, answer.Count));

        Assert.Equal(404, (await server.Type("/server.js")).Status);
    }

    [Fact]
    public async Task A_static_site_is_what_was_built_byte_for_byte()
    {
        var built = await Built("static-site");
        await AssertSameBytes(built, await OnTheAir(built));
    }

    [NpmRegistryFact]
    public async Task What_Vite_has_built_is_served_byte_for_byte()
    {
        var built = await Built("vite-react");
        await AssertSameBytes(built, await OnTheAir(built));
    }

    protected sealed record BuiltExample(string Project, ApiAnswer Build);

    protected Task<BuiltExample> Built(string example)
    {
        var root = Repository.Example(example);
        return Built(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(root, f).Split('/').Any(p => p is "node_modules" or ".next" or ".svelte-kit" or "build" or "dist"))
            .ToDictionary(f => Path.GetRelativePath(root, f), File.ReadAllBytes));
    }

    protected async Task<BuiltExample> Built(IReadOnlyDictionary<string, byte[]> files) =>
        await Built(await place.Api.CreateProject($"p-{Guid.NewGuid():n}"[..20]), files);

    /// <summary>On the air, with nothing in reach but what is in the artifact.</summary>
    protected async Task<Site> OnTheAir(BuiltExample built)
    {
        var active = (await place.Api.Activate(built.Project, built.Build.Text("id"))).Expect(HttpStatusCode.OK);
        var project = (await place.Api.Get($"/api/projects/{built.Project}")).Expect(HttpStatusCode.OK);
        return new Site(place.Gateway, new Uri(project.Text("production_url")).Authority, active.Text("id"));
    }

    /// <summary>What its server runs from.</summary>
    private async Task<IEnumerable<string>> Bundled(BuiltExample built) => (await ServerOf(built)).Files.Select(file => file.Path);

    protected async Task<ServerBundle> ServerOf(BuiltExample built)
    {
        await using var connection = new NpgsqlConnection($"{place.Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select manifest::text from artifacts where build_id = '{built.Build.Text("id")}'", connection);
        return JsonSerializer.Deserialize<Manifest>((string)(await command.ExecuteScalarAsync())!, StateJson.Options)!.Server!;
    }

    private Task<BuiltExample> BuiltAgain(BuiltExample first, IReadOnlyDictionary<string, string> files) =>
        Built(first.Project, files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value)));

    private async Task<BuiltExample> Built(string project, IReadOnlyDictionary<string, byte[]> files)
    {
        var build = await place.Api.Build(project, files);
        Assert.True(build.Text("status") == "success", await place.Api.FollowLog(build.Text("id")));
        return new BuiltExample(project, build);
    }

    private static async Task<string> AssertNext(Site server)
    {
        var page = await server.Text("/");
        Assert.Contains("Rendered by the server", page, StringComparison.Ordinal);
        Assert.Contains("Made by the build", await server.Text("/about"), StringComparison.Ordinal);
        Assert.Contains("\"hello\":\"Ada\"", await server.Text("/api/time?name=Ada"), StringComparison.Ordinal);
        return page;
    }

    /// <summary>The artifact as the engine has laid it out, and the same as visitors get it.</summary>
    private async Task AssertSameBytes(BuiltExample built, Site site)
    {
        var folder = Path.Combine(place.EngineFolder, "deployments", built.Project, "builds", built.Build.Text("id"));
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Contains(Path.Combine(folder, "index.html"), files);
        foreach (var file in files)
        {
            var answer = await RawHttp.Get(site.Gateway, site.Host, "/" + Path.GetRelativePath(folder, file));
            Assert.Equal((200, site.Deployment), (answer.Status, answer.Header("x-mv-deployment")));
            Assert.Equal(await File.ReadAllBytesAsync(file), answer.Body);
        }
    }

    [GeneratedRegex(@"/_next/static/[^""]+\.js")]
    private static partial Regex NextScript();

    [GeneratedRegex(@"/_app/immutable/entry/[^""]+\.js")]
    private static partial Regex SvelteScript();

    protected sealed record Site(IPEndPoint Gateway, string Host, string Deployment)
    {
        public async Task<string> Text(string path)
        {
            var answer = await RawHttp.Get(Gateway, Host, path);
            Assert.Equal((200, Deployment), (answer.Status, answer.Header("x-mv-deployment")));
            return answer.Text;
        }

        public async Task<(int Status, string? Type)> Type(string path)
        {
            var answer = await RawHttp.Get(Gateway, Host, path);
            return (answer.Status, answer.Header("content-type"));
        }
    }
}

/// <summary>Where examples are deployed to.</summary>
/// <param name="Api">The API as its administrator.</param>
/// <param name="Gateway">Where visitors come in.</param>
/// <param name="EngineFolder">The data of the engine that serves.</param>
/// <param name="Database">Where artifacts are written down.</param>
public sealed record ExamplePlace(ApiDriver Api, IPEndPoint Gateway, string EngineFolder, string Database);
