using System.Diagnostics;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Faults;

/// <summary>How something that was killed ended, by what the next process says, and how long after it was ready.</summary>
/// <param name="Word">What became of it.</param>
/// <param name="After">How long after the next process was ready.</param>
/// <param name="SeenBefore">How much of it two viewers had seen before the kill, if it was something to watch.</param>
public sealed record Ending(string Word, TimeSpan After, int? SeenBefore);

/// <summary>
/// Kills a silo at every failpoint, several side by side: most of the time is waiting for leases to run out. All of
/// them begin as copies of one data folder and one database.
/// </summary>
public sealed class KilledSilos : IAsyncLifetime, IDisposable
{
    /// <summary>Long enough for a machine on which a dozen silos start at once. How long it took is told, and decides nothing of one alone.</summary>
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ReachedWithin = TimeSpan.FromMinutes(3);
    private const int SideBySide = 3;

    /// <summary>After the beginning there is a new key for secrets, so that there is something to seal anew.</summary>
    private const string NewKey = "5555555555555555555555555555555555555555555555555555555555555555";

    private readonly string _folder = TemporaryFolder.Create("killed");
    private readonly SemaphoreSlim _places = new(SideBySide);

    private string Repositories => Path.Combine(_folder, "repositories");

    private Dictionary<string, Task<Ending>> _endings = [];

    public async Task InitializeAsync()
    {
        var beginning = new Silo(Path.Combine(_folder, "beginning"), await TestPostgres.NewDatabase());
        var site = await Prepare(beginning);
        _endings = Failpoint.All.ToDictionary(f => f.Name, f => KillAt(f.Name, beginning, site));
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_endings.Values.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _places.Dispose();

    public Task<Ending> EndingOf(string failpoint) => _endings[failpoint];

    private async Task<KilledSite> Prepare(Silo beginning)
    {
        Directory.CreateDirectory(beginning.Folder);
        await using var silo = await Start(beginning);
        using var api = silo.Api();
        return await KilledSite.Create(api, Repositories);
    }

    private Task<SiloProcess> Start(
        Silo silo, string? failpoint = null, string key = "", IReadOnlyDictionary<string, string>? also = null) => SiloProcess.Start(
        silo.Folder, failpoint, database: silo.Database,
        environment: new Dictionary<string, string>(also ?? new Dictionary<string, string>())
        {
            ["MINIVERCEL_GIT_FOLDERS"] = Repositories,
            ["MINIVERCEL_SECRET_KEY"] = key,
        });

    private static Task<SiloProcess> StartGateway(Silo silo) => SiloProcess.Start(
        Directory.CreateDirectory($"{silo.Folder}-gateway").FullName, database: silo.Database,
        environment: new Dictionary<string, string>
        {
            ["MINIVERCEL_ROLES"] = "gateway",
            ["MINIVERCEL_SECRET_KEY"] = NewKey,
            ["MINIVERCEL_CLUSTER_SECRET"] = File.ReadAllText(Path.Combine(silo.Folder, "cluster-secret")).Trim(),
        });

    private async Task<Ending> KillAt(string failpoint, Silo beginning, KilledSite site)
    {
        await _places.WaitAsync();
        try
        {
            var copy = await beginning.Copy(Path.Combine(_folder, failpoint));
            var deed = KilledDeed.For(failpoint, site, copy.Folder, copy.Database);
            TwoViewers? viewers = null;
            await using var gateway = deed.IsWatched ? await StartGateway(copy) : null;
            using var reached = new CancellationTokenSource(ReachedWithin);
            await using (var victim = await Start(copy, $"{failpoint}:kill", NewKey, deed.Environment))
            {
                using var api = victim.Api();
                if (gateway is not null)
                    viewers = new TwoViewers(gateway, victim, site.Project, number: 3, reached.Token);
                await deed.Try(api);
                await victim.Exited(ReachedWithin);
            }

            deed.Meanwhile();
            await using var after = await Start(copy, key: NewKey, also: deed.Environment);
            using (var api = after.Api())
            {
                var ready = Stopwatch.GetTimestamp();
                using var limit = new CancellationTokenSource(RecoveryPatience);
                var word = await deed.EndsWith(api, after.Endpoint, limit.Token);
                if (viewers is not null)
                    Assert.Equal(3, await copy.Artifacts()); // one of each build, whoever made it
                var took = Stopwatch.GetElapsedTime(ready);
                using var told = new CancellationTokenSource(ReachedWithin);
                var ending = new Ending(word, took, viewers is null ? null : await viewers.SawAll(after, await LogOf(api, site), told.Token));
                Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(copy.Folder, "git", "homes"))); // credentials lie there
                await after.Kill(); // nothing of it is needed any more
                if (gateway is not null)
                    await gateway.Kill();
                return ending;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>What is stored of the newest build's log, to its last line.</summary>
    private static async Task<IReadOnlyList<string>> LogOf(ApiDriver api, KilledSite site)
    {
        var build = (await api.Get($"/api/projects/{site.Project}/builds"))["items"].AsArray()[0]!;
        var lines = (await api.Get($"/api/builds/{build["id"]}/logs"))["items"].AsArray().Select(l => l!["text"]!.GetValue<string>()).ToList();
        Assert.StartsWith("Ready: http://", lines[^1], StringComparison.Ordinal);
        return lines;
    }

    /// <summary>What a silo leaves behind, and can be started with again.</summary>
    private sealed record Silo(string Folder, string Database)
    {
        public async Task<Silo> Copy(string folder)
        {
            using var copy = Process.Start("cp", ["-a", "--", Folder, folder]);
            await copy.WaitForExitAsync();
            return new Silo(folder, await TestPostgres.NewDatabase(Database));
        }

        public async Task<long> Artifacts()
        {
            await using var connection = new NpgsqlConnection($"{Database};Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("select count(*) from artifacts", connection);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
