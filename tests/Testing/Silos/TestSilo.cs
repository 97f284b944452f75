using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Silo;

namespace MiniVercel.Testing.Silos;

/// <summary>
/// A whole silo in the test's own process: real PostgreSQL, real HTTP, every part replaceable by injection. What nobody needs any more is
/// freed when a test says so and not after some minutes, in the middle of a test that holds on to the whole database.
/// </summary>
public sealed class TestSilo : IAsyncDisposable
{
    /// <summary>On a machine that has too much to do a call can take longer than anybody would wait for it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly SiloHost _host;

    private TestSilo(SiloHost host, string folder)
    {
        _host = host;
        Folder = folder;
        Endpoint = new IPEndPoint(IPAddress.Loopback, host.Addresses.Port);
        Api = new ApiDriver(new Uri($"http://127.0.0.1:{host.Addresses.Port}"), host.AdminToken);
    }

    public string Folder { get; }

    public IPEndPoint Endpoint { get; }

    public ApiDriver Api { get; }

    public string ConnectionString => _host.Options.Database!;

    public IServiceProvider Services => _host.Services;

    public static async Task<TestSilo> Start(Action<IServiceCollection>? replace = null, SiloOptions? options = null)
    {
        var usual = new SiloOptions();
        options ??= usual;
        var folder = TemporaryFolder.Create("silo");
        var host = await SiloHost.Start(
            options with
            {
                Port = 0,
                Data = folder,
                Database = options.Database ?? await TestPostgres.NewDatabase(),
                DatabaseBudget = options.DatabaseBudget == usual.DatabaseBudget ? s_patience : options.DatabaseBudget,
                SweepEvery = Timeout.InfiniteTimeSpan,
            },
            replace);
        return new TestSilo(host, folder);
    }

    /// <summary>The host of a label under the base domain, as a browser would send it.</summary>
    public string SiteHost(string label) => $"{label}.localhost:{Endpoint.Port}";

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Api.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
