using MiniVercel.Platform.Postgres;
using Npgsql;
using static MiniVercel.Platform.Tests.Postgres.ThrowAwayFolder;

namespace MiniVercel.Platform.Tests.Postgres;

public sealed class PrivatePostgresTests
{
    [Fact]
    public async Task It_starts_lets_us_in_and_leaves_no_process_behind()
    {
        await using var folder = new ThrowAwayFolder();
        var postgres = await folder.Start();

        Assert.Equal("minivercel", await Ask(postgres, "select current_database()"));
        Assert.Equal(postgres.MajorVersion, await Ask(postgres, "select current_setting('server_version_num')::int / 10000"));
        Assert.NotEmpty(ClusterProcesses.In(folder.Cluster));

        await postgres.Stop();

        Assert.Empty(ClusterProcesses.In(folder.Cluster));
    }

    [Fact]
    public async Task It_listens_on_no_port_and_keeps_its_password()
    {
        await using var folder = new ThrowAwayFolder();
        var postgres = await folder.Start();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess", Pooling = false };

        Assert.Equal("", await Ask(postgres, "show listen_addresses"));
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        await using var folder = new ThrowAwayFolder();
        await using (var first = await folder.Start())
            await Ask(first, "create table kept as select 42 as answer");

        var second = await folder.Start();

        Assert.Equal(42, await Ask(second, "select answer from kept"));
    }

    [Fact]
    public async Task A_durable_cluster_syncs_and_checks_its_pages()
    {
        await using var folder = new ThrowAwayFolder();
        var postgres = await folder.Start(new PrivatePostgresOptions { MaxConnections = 50 });

        Assert.Equal("on/on/50/UTF8/C", await Ask(postgres,
            "select concat_ws('/', current_setting('fsync'), current_setting('data_checksums'), current_setting('max_connections'), " +
            "current_setting('server_encoding'), (select datcollate from pg_database where datname = current_database()))"));
    }

    [Fact]
    public async Task Several_run_side_by_side()
    {
        await using var one = new ThrowAwayFolder();
        await using var other = new ThrowAwayFolder();

        var both = await Task.WhenAll(one.Start(), other.Start());

        Assert.NotEqual(both[0].ConnectionString, both[1].ConnectionString);
        foreach (var postgres in both)
            Assert.Equal(1, await Ask(postgres, "select 1"));
    }

    [Fact]
    public async Task The_folder_s_name_may_hold_anything()
    {
        await using var folder = new ThrowAwayFolder("it's a $(dear, \"old\") folder; really");
        var postgres = await folder.Start();

        Assert.Equal(1, await Ask(postgres, "select 1"));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_its_socket_elsewhere()
    {
        await using var folder = new ThrowAwayFolder(new string('a', 60), new string('b', 60));
        var postgres = await folder.Start();
        var host = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;

        Assert.Equal(1, await Ask(postgres, "select 1"));
        Assert.DoesNotContain(folder.Path, host, StringComparison.Ordinal);

        await postgres.Stop();
        Assert.False(Directory.Exists(host));
    }

    [Fact]
    public async Task A_data_folder_reached_through_a_link_is_the_same_folder()
    {
        await using var folder = new ThrowAwayFolder("real");
        var first = await folder.Start();
        var link = Path.Combine(folder.Top, "link");
        Directory.CreateSymbolicLink(link, folder.Path);

        await using var second = await PrivatePostgres.Start(link, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        Assert.Equal(first.ConnectionString, second.ConnectionString);
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await using var folder = new ThrowAwayFolder();
        var postgres = await folder.Start();

        await Task.WhenAll(postgres.Stop(), postgres.Stop());
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_with_the_end_of_its_log()
    {
        await using var folder = new ThrowAwayFolder();
        await using (await folder.Start())
        {
        }

        await File.AppendAllTextAsync(Path.Combine(folder.Cluster, "postgresql.conf"), "\nno_such_setting = 1\n");

        var failure = await Assert.ThrowsAsync<PostgresFailedException>(() => folder.Start());
        Assert.Contains("no_such_setting", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_grew_too_long_is_emptied_under_the_running_server()
    {
        await using var folder = new ThrowAwayFolder();
        var postgres = await folder.Start();
        var home = await ClusterHome.Settle(folder.Path, CancellationToken.None);
        var log = new ServerLog(home);

        await log.Turn(CancellationToken.None, most: 10);
        Assert.Equal(0, new FileInfo(Path.Combine(home.Folder, ServerLog.File)).Length);

        await Assert.ThrowsAsync<PostgresException>(() => Ask(postgres, "select no_such_column"));
        Assert.Contains("no_such_column", await log.Tail(), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task Root_s_server_runs_as_someone_with_fewer_rights_and_without_our_environment()
    {
        await using var folder = new ThrowAwayFolder();
        await folder.Start();

        var pid = PostmasterFile.Read(folder.Cluster)!.Pid;
        var status = await File.ReadAllLinesAsync($"/proc/{pid}/status");

        Assert.DoesNotContain("\t0", Line("Uid:"), StringComparison.Ordinal);
        Assert.DoesNotContain("\t0", Line("Gid:"), StringComparison.Ordinal);
        Assert.Equal("CapPrm:\t0000000000000000", Line("CapPrm:"));
        Assert.DoesNotContain("HOME=", await File.ReadAllTextAsync($"/proc/{pid}/environ"), StringComparison.Ordinal);

        string Line(string start) => status.Single(line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [RootFact]
    public async Task Below_a_closed_folder_the_cluster_lives_elsewhere_and_is_found_again()
    {
        await using var folder = new ThrowAwayFolder("data");
        Close(folder.Top);
        await using (var first = await folder.Start())
            await Ask(first, "create table kept as select 42 as answer");
        var elsewhere = (await File.ReadAllTextAsync(Path.Combine(folder.Path, "postgres-location"))).Trim();
        try
        {
            await using var second = await folder.Start();

            Assert.StartsWith("/var/lib/minivercel/", elsewhere, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(folder.Path, "postgres")));
            Assert.Equal(42, await Ask(second, "select answer from kept"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [RootFact]
    public async Task A_database_whose_folder_was_closed_afterwards_is_not_silently_replaced()
    {
        await using var folder = new ThrowAwayFolder("data");
        await using (await folder.Start())
        {
        }

        Close(folder.Top);

        var failure = await Assert.ThrowsAsync<PostgresFailedException>(() => folder.Start());
        Assert.Contains("chmod o+x", failure.Message, StringComparison.Ordinal);
    }
}
