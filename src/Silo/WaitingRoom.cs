using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Silo;

/// <summary>
/// A gateway that starts while its database is away serves sites by the routes it kept, until the database answers and the silo has come
/// up behind it. Then the silo takes over on the same sockets.
/// </summary>
internal sealed partial class WaitingRoom : IAsyncDisposable
{
    private static readonly TimeSpan AsksEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;
    private readonly Database _database;
    private bool _isClosed;

    private WaitingRoom(WebApplication app, Database database) => (_app, _database) = (app, database);

    /// <summary>Returns when the database answers: with the room that has been opened meanwhile, or nothing where none was needed or none could be.</summary>
    public static async Task<WaitingRoom?> Wait(
        DataFolder folder, RouteFile routes, ManifestShelf shelf, SiloListeners listeners, SiteAddresses addresses, string connectionString,
        Action<ILoggingBuilder> log, Func<CancellationToken, Task> opened, CancellationToken cancellationToken)
    {
        if (await Answers(connectionString, cancellationToken))
            return null;

        using var loggers = LoggerFactory.Create(log);
        var logger = loggers.CreateLogger<WaitingRoom>();
        var (snapshot, complaint) = routes.Read();
        if (complaint is not null)
            LogComplaint(logger, complaint);
        if (snapshot is null)
            return null;

        var room = await Open(folder, snapshot, shelf, listeners, addresses, connectionString, log, cancellationToken);
        try
        {
            LogOpened(logger, snapshot.Sites.Count, snapshot.Clock.ToString());
            await opened(cancellationToken);
            while (!await Answers(connectionString, cancellationToken))
                await Task.Delay(AsksEvery, cancellationToken);
            LogAnswers(logger);
            return room;
        }
        catch
        {
            await room.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is being answered is answered to its end; who comes from now on waits at the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<WaitingRoom> Open(
        DataFolder folder, RouteSnapshot snapshot, ManifestShelf shelf, SiloListeners listeners, SiteAddresses addresses, string connectionString,
        Action<ILoggingBuilder> log, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Logging.ClearProviders();
        log(builder.Logging);
        listeners.ServeVisitors(builder);
        builder.Services.AddSingleton<IHostLifetime, WithoutSignals>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        var database = new Database(connectionString, AnswersWithin);
        builder.Services.AddWaitingGateway(snapshot, addresses, database, new FolderBlobStore(folder.Blobs), shelf);
        var app = builder.Build();
        app.UseWaitingGateway();
        await app.StartAsync(cancellationToken);
        return new WaitingRoom(app, database);
    }

    /// <summary>One that refuses its statements is there, and says more to who starts for good.</summary>
    private static async Task<bool> Answers(string connectionString, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswersWithin);
        try
        {
            await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
            await connection.OpenAsync(limit.Token);
            return true;
        }
        catch (PostgresException e)
        {
            return e.SqlState is not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer. Until it does, {Sites} hosts are served by the routes of {Clock}, which may be old.")]
    private static partial void LogOpened(ILogger logger, int sites, string clock);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database answers; the silo comes up behind what is served.")]
    private static partial void LogAnswers(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Complaint}")]
    private static partial void LogComplaint(ILogger logger, string complaint);
}

/// <summary>Closes the room when everything else is up, right before the silo's own server begins to take requests.</summary>
internal sealed class EndOfWaiting(WaitingRoom room) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken) => await room.DisposeAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
