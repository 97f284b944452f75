using System.Net;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>A platform with the built dashboard, in a process of its own, that clones from one folder of this machine.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly string _folder = TemporaryFolder.Create("browser");
    private readonly string _database;
    private SiloProcess _silo = null!;

    private Installation(string database) => _database = database;

    /// <summary>The dashboard, by the name that a browser knows it by.</summary>
    public Uri Address => new($"http://localhost:{_silo.Endpoint.Port}");

    public IPEndPoint Endpoint => _silo.Endpoint;

    private string Data => Path.Combine(_folder, "data");

    private string Repositories => Path.Combine(_folder, "repositories");

    public static async Task<Installation> Start()
    {
        var installation = new Installation(await TestPostgres.NewDatabase());
        Directory.CreateDirectory(installation.Repositories);
        await installation.StartAt(port: 0);
        return installation;
    }

    /// <summary>The API as whoever runs the installation.</summary>
    public ApiDriver Api() => _silo.Api();

    public GitFolder NewRepository(string name) => GitFolder.Create(Repositories, name);

    /// <summary>The folder that a build works in.</summary>
    public string WorkspaceOf(string build, int attempt) => Path.Combine(Data, "workspaces", $"{build}-{attempt}");

    /// <summary>SIGKILL.</summary>
    public Task Kill() => _silo.Kill();

    /// <summary>Once more, on the same data and at the same address.</summary>
    public async Task StartAgain()
    {
        var port = _silo.Endpoint.Port;
        await _silo.DisposeAsync();
        await StartAt(port);
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAt(int port) => _silo = await SiloProcess.Start(
        Data, ["--port", $"{port}", "--database", _database, "--web", Chromium.Dashboard, "--git-folders", Repositories], through: []);
}
