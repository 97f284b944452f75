using Dapper;
using MiniVercel.Platform.Cluster;
using Npgsql;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace MiniVercel.Platform.Storage;

/// <summary>
/// The way to PostgreSQL. A restart of the server is waited out with growing pauses for as long as a caller can be
/// made to wait; after that the answer is an error of its own type, never a hang. A transaction that says nothing for as long
/// as a lease is ended by the server: whoever sleeps in one would keep its rows from those who take over.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>idle_in_transaction_session_timeout</summary>
    private const string SleptInTransaction = "25P03";

    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _budget;

    /// <summary>Columns are written one way and properties another, in every silo alike.</summary>
    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Database(string connectionString, TimeSpan? budget = null, TimeProvider? clock = null)
    {
        _budget = budget ?? TimeSpan.FromSeconds(12);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "minivercel",
            MaxPoolSize = 60,
            // Nothing is left on a connection that the next one would have to be kept from: settings are made for one transaction, and who
            // listens or holds a lock of the session keeps the connection. Seven statements that clean up went before each of ours.
            NoResetOnClose = true,
            Timeout = 5,
            // Within the budget, so that a statement on a server that fell silent is tried again.
            CommandTimeout = Math.Max(8, (int)(_budget.TotalSeconds * 2 / 3)),
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        };
        settings.Options = $"{settings.Options} -c idle_in_transaction_session_timeout={SiloLease.Length.TotalMilliseconds:0}".TrimStart();
        ConnectionString = settings.ConnectionString;
        Source = NpgsqlDataSource.Create(settings);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock ?? TimeProvider.System }
            .AddTimeout(_budget)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsPassing),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(1),
            })
            .Build();
    }

    public string ConnectionString { get; }

    /// <summary>For connections that live long and look after themselves, such as those that listen.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Runs the work, again where the server was away: it must do twice what it does once.</summary>
    public async Task<T> Run<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (state, token) => await Attempt(state.Source, state.work, token).WaitAsync(token),
                (Source, work),
                cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw new DatabaseUnavailableException(
                $"The database did not answer in time ({_budget.TotalSeconds:0} s).", e.InnerException ?? e);
        }
    }

    public Task Run(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken cancellationToken = default) =>
        Run<object?>(
            async (connection, token) =>
            {
                await work(connection, token);
                return null;
            },
            cancellationToken);

    /// <summary>Runs the work in one transaction.</summary>
    public Task<T> Transact<T>(
        Func<NpgsqlConnection, NpgsqlTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default) =>
        Run(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(token);
                var result = await work(connection, transaction, token);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken);

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>
    /// Ends later than its token where the server fell silent: the driver then takes its timeouts one after the other
    /// to say so. Nobody waits for that; what became of the work is as unknown as if its answer had been lost.
    /// </summary>
    private static async Task<T> Attempt<T>(
        NpgsqlDataSource source, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await work(connection, cancellationToken);
    }

    /// <summary>Trouble with the way to the server, or a server that comes and goes; not a statement it refused.</summary>
    private static bool IsPassing(Exception exception) => exception switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
                or SleptInTransaction,
        NpgsqlException => true,
        _ => false,
    };
}
