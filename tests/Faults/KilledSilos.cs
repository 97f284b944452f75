using System.Diagnostics;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>How something that was killed ended, by what the next process says, and how long after it was ready.</summary>
public sealed record Ending(string Word, TimeSpan After);

/// <summary>
/// Kills a silo at every failpoint, several side by side: most of the time is waiting for leases to run out. All of
/// them begin as copies of one data folder and one database.
/// </summary>
public sealed class KilledSilos : IAsyncLifetime, IDisposable
{
    public static readonly TimeSpan RecoveredWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReachedWithin = TimeSpan.FromSeconds(30);
    private const int SideBySide = 6;

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

    private async Task<Ending> KillAt(string failpoint, Silo beginning, KilledSite site)
    {
        await _places.WaitAsync();
        try
        {
            var copy = await beginning.Copy(Path.Combine(_folder, failpoint));
            var deed = KilledDeed.For(failpoint, site, copy.Folder, copy.Database);
            await using (var victim = await Start(copy, $"{failpoint}:kill", NewKey, deed.Environment))
            {
                using var api = victim.Api();
                await deed.Try(api);
                await victim.Exited(ReachedWithin);
            }

            deed.Meanwhile();
            await using var after = await Start(copy, key: NewKey, also: deed.Environment);
            using (var api = after.Api())
            {
                var ready = Stopwatch.GetTimestamp();
                using var limit = new CancellationTokenSource(RecoveredWithin);
                var word = await deed.EndsWith(api, after.Endpoint, limit.Token);
                var ending = new Ending(word, Stopwatch.GetElapsedTime(ready));
                Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(copy.Folder, "git", "homes"))); // credentials lie there
                await after.Kill(); // nothing of it is needed any more
                return ending;
            }
        }
        finally
        {
            _places.Release();
        }
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
    }
}
