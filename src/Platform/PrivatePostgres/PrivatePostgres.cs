using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;
using Npgsql;

namespace MiniVercel.Platform.Postgres;

/// <summary>
/// A PostgreSQL of our own under the data folder: reached through a Unix socket only, never as root, started and stopped with us. If we
/// are killed it runs on, and the next start finds it.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Database = "minivercel";
    private const string PasswordFile = "postgres-password";

    private readonly ClusterHome _home;
    private readonly Postmaster _postmaster;
    private readonly string _sockets;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _keepingLogSmall;
    private readonly Lazy<Task> _stop;

    private PrivatePostgres(
        ClusterHome home, Postmaster postmaster, ServerLog log, int major, NpgsqlConnectionStringBuilder connection, ILogger logger)
    {
        _home = home;
        _postmaster = postmaster;
        _logger = logger;
        _stop = new Lazy<Task>(StopOnce);
        _keepingLogSmall = log.KeepSmall(_stopping.Token);
        _sockets = connection.Host!;
        MajorVersion = major;
        ConnectionString = connection.ConnectionString;
    }

    public string ConnectionString { get; }

    public int MajorVersion { get; }

    public static Task<PrivatePostgres> Start(string dataFolder, ILogger logger, CancellationToken cancellationToken = default) =>
        Start(dataFolder, new PrivatePostgresOptions(), logger, cancellationToken);

    /// <exception cref="PostgresMissingException">The programs are not installed, and cannot be.</exception>
    /// <exception cref="PostgresFailedException">It did not start; the end of its log is in the message.</exception>
    public static async Task<PrivatePostgres> Start(
        string dataFolder, PrivatePostgresOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        var started = Stopwatch.GetTimestamp();
        dataFolder = await RealPath(dataFolder, cancellationToken);
        var binaries = await PostgresBinaries.For(ClusterHome.RecordedMajor(dataFolder), options.Source, cancellationToken);
        var home = await ClusterHome.Settle(dataFolder, cancellationToken);
        var password = Password(dataFolder, home);

        var cluster = new Cluster(home, binaries, options);
        if (await cluster.Create(password, cancellationToken))
            PrivatePostgresLog.Made(logger, binaries.Major, home.Folder);

        var log = new ServerLog(home);
        var postmaster = new Postmaster(home, binaries, options.StartTimeout, log, logger);
        try
        {
            var sockets = await postmaster.Adopt(cancellationToken);
            if (sockets is null)
            {
                sockets = await SocketFolder.For(home, cancellationToken);
                await cluster.Configure(sockets, cancellationToken);
                await postmaster.Launch(cancellationToken);
            }

            var connection = new NpgsqlConnectionStringBuilder { Host = sockets, Username = Cluster.Superuser, Password = password };
            await CreateDatabase(connection, postmaster, cancellationToken);
            connection.Database = Database;
            var elapsed = Stopwatch.GetElapsedTime(started);
            PrivatePostgresLog.Ready(logger, binaries.Major, home.Folder, (long)elapsed.TotalMilliseconds);
            return new PrivatePostgres(home, postmaster, log, binaries.Major, connection, logger);
        }
        catch
        {
            await StopAbandoned(postmaster, logger);
            throw;
        }
    }

    /// <summary>Starts the server again whenever it is gone and nobody stopped it, until canceled.</summary>
    public async Task KeepRunning(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                if (!_postmaster.IsRunning)
                    await _postmaster.Launch(cancellationToken);
            }
            catch (PostgresFailedException exception)
            {
                PrivatePostgresLog.StaysAway(_logger, exception);
            }
        }
    }

    public Task Stop() => _stop.Value;

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stopping.Dispose();
    }

    private async Task StopOnce()
    {
        await _stopping.CancelAsync();
        await _keepingLogSmall.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _postmaster.Stop();
        SocketFolder.Remove(_sockets, _home);
        PrivatePostgresLog.Stopped(_logger, _home.Folder);
    }

    /// <summary>After a start that failed nobody else would stop it; why the start failed is still what matters.</summary>
    private static async Task StopAbandoned(Postmaster postmaster, ILogger logger)
    {
        try
        {
            await postmaster.Stop();
        }
        catch (PostgresFailedException exception)
        {
            PrivatePostgresLog.WasNotStopped(logger, exception);
        }
    }

    /// <summary>As the kernel will tell it: a process says where it works without the links that led there.</summary>
    private static async Task<string> RealPath(string folder, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("realpath", ["-e", "--", folder]);
        var answer = await Command.Run(info, TimeSpan.FromSeconds(10), cancellationToken: cancellationToken);
        return answer.Succeeded ? answer.Output : throw new PostgresFailedException($"The data folder {folder} is not there: {answer.Output}");
    }

    private static string Password(string dataFolder, ClusterHome home)
    {
        var path = Path.Combine(dataFolder, PasswordFile);
        if (SecretFile.Read(path) is { Length: > 0 } known)
            return known;

        if (Directory.Exists(home.Cluster))
            throw new PostgresFailedException(
                $"The password of the database in {home.Cluster} is gone: {path} is missing. Put it back from a backup of the data folder.");

        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        SecretFile.Write(path, password + "\n");
        return password;
    }

    private static async Task CreateDatabase(
        NpgsqlConnectionStringBuilder server, Postmaster postmaster, CancellationToken cancellationToken)
    {
        var once = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres", Pooling = false, Timeout = 10 };
        try
        {
            await using var connection = new NpgsqlConnection(once.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var question = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
            question.Parameters.Add(new NpgsqlParameter { Value = Database });
            if (await question.ExecuteScalarAsync(cancellationToken) is not null)
                return;

            await using var creation = new NpgsqlCommand($"create database {Database}", connection);
            await creation.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw await postmaster.Failure($"PostgreSQL started, but did not let us in: {exception.Message}", exception);
        }
    }
}
