using System.Diagnostics;
using MiniVercel.Platform.Postgres;
using static MiniVercel.Platform.Tests.Postgres.ThrowAwayFolder;

namespace MiniVercel.Platform.Tests.Postgres;

/// <summary>What an earlier life left behind, at whatever line it ended.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task A_server_that_still_runs_is_adopted_and_stopped_by_its_new_owner()
    {
        await using var folder = new ThrowAwayFolder();
        var first = await folder.Start();
        var pid = PostmasterFile.Read(folder.Cluster)!.Pid;

        var second = await folder.Start();

        Assert.Equal(pid, PostmasterFile.Read(folder.Cluster)!.Pid);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
        await second.Stop();
        Assert.Empty(ClusterProcesses.In(folder.Cluster));
    }

    [Fact]
    public async Task A_server_in_a_session_of_its_own_hears_no_Ctrl_C_of_ours()
    {
        await using var folder = new ThrowAwayFolder();
        await folder.Start();
        var pid = PostmasterFile.Read(folder.Cluster)!.Pid;

        // /proc/pid/stat: … (name) state parent group session …
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        Assert.Equal([$"{pid}", $"{pid}"], fields[2..4]);
    }

    [Fact]
    public async Task After_a_kill_of_the_server_the_next_start_recovers_what_was_committed()
    {
        await using var folder = new ThrowAwayFolder();
        var first = await folder.Start(new PrivatePostgresOptions());
        await Ask(first, "create table kept as select 42 as answer");
        var orphan = Ask(first, "select count(*) from generate_series(1, 20000000000)");
        await Eventually(async () => Equals(1L, await Ask(first,
            "select count(*) from pg_stat_activity where state = 'active' and query like '%generate_series%' and pid <> pg_backend_pid()")));

        // The child is at work and does not notice that its parent is gone: it holds the old server's memory.
        ClusterProcesses.Kill(PostmasterFile.Read(folder.Cluster)!.Pid);
        var second = await folder.Start();

        Assert.Equal(42, await Ask(second, "select answer from kept"));
        await Assert.ThrowsAnyAsync<Exception>(() => orphan);
    }

    [Fact]
    public async Task A_stale_number_that_is_another_process_s_by_now_is_no_server()
    {
        await using var folder = new ThrowAwayFolder();
        await using (await folder.Start())
        {
        }

        using var stranger = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.Cluster, "postmaster.pid"), $"{stranger.Id}\n{folder.Cluster}\n1\n5432\n{Path.GetDirectoryName(folder.Cluster)}\n\n\nready\n");
            await File.WriteAllTextAsync(SocketFolder.SocketIn(Path.GetDirectoryName(folder.Cluster)!) + ".lock", $"{stranger.Id}\n");

            var postgres = await folder.Start();

            Assert.Equal(1, await Ask(postgres, "select 1"));
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task An_initdb_that_was_killed_half_way_is_done_again()
    {
        await using var folder = new ThrowAwayFolder();
        var home = await ClusterHome.Settle(folder.Path, CancellationToken.None);
        await home.Run("mkdir", ["-p", "cluster.new.abc/base"]);
        await home.Run("tee", ["cluster.new.abc/PG_VERSION"], input: "15\n");

        var postgres = await folder.Start();

        Assert.Equal(1, await Ask(postgres, "select 1"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Folder, "cluster.new.*"));
    }

    [Fact]
    public async Task A_start_that_ended_before_the_database_was_made_is_completed()
    {
        await using var folder = new ThrowAwayFolder();
        await using (var first = await folder.Start())
        {
            var elsewhere = new Npgsql.NpgsqlConnectionStringBuilder(first.ConnectionString) { Database = "postgres", Pooling = false };
            await using var connection = new Npgsql.NpgsqlConnection(elsewhere.ConnectionString);
            await connection.OpenAsync();
            await using var drop = new Npgsql.NpgsqlCommand("drop database minivercel", connection);
            await drop.ExecuteNonQueryAsync();
        }

        Assert.Equal("minivercel", await Ask(await folder.Start(), "select current_database()"));
    }

    [Fact]
    public async Task A_lost_password_is_named_and_the_database_left_alone()
    {
        await using var folder = new ThrowAwayFolder();
        await using (await folder.Start())
        {
        }

        File.Delete(Path.Combine(folder.Path, "postgres-password"));

        var failure = await Assert.ThrowsAsync<PostgresFailedException>(() => folder.Start());
        Assert.Contains("postgres-password", failure.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.Cluster));
    }

    [Fact]
    public async Task A_canceled_start_leaves_no_server()
    {
        await using var folder = new ThrowAwayFolder();
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            PrivatePostgres.Start(folder.Path, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, canceled.Token));
        Assert.Empty(ClusterProcesses.In(folder.Cluster));
    }

    /// <summary>Asks again until it is so: the server is another process and tells nobody of its turns.</summary>
    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition();)
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It did not come to that.");
    }
}
