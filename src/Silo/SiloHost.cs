using System.Net;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Console;
using MiniVercel.Gateway;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Dashboard;
using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Forwarding;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Postgres;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo;

/// <summary>A running silo: its data folder, its PostgreSQL, its grains and its gateway, started and stopped as one.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    public const string AdminTokenFile = "admin-token";
    private const string ClusterSecretFile = "cluster-secret";
    private const string UrlFile = "url";
    private const string RoutesFolder = "routes";
    private const string WebFolder = "web";

    private readonly Stack<Func<CancellationToken, ValueTask>> _toStop = new();
    private WebApplication? _app;
    private bool _isUp;

    private SiloHost(SiloOptions options) => Options = options;

    public SiloOptions Options { get; }

    public SiteAddresses Addresses { get; private set; } = null!;

    public string AdminToken { get; private set; } = "";

    /// <summary>Lets the administrator in once, for as long as nobody has an account.</summary>
    public string? LoginUrl { get; private set; }

    public IServiceProvider Services => _app!.Services;

    /// <summary>Starts everything, in the order in which each part leans on the one before; on failure nothing is left running.</summary>
    public static async Task<SiloHost> Start(
        SiloOptions options, Action<IServiceCollection>? replace = null, CancellationToken cancellationToken = default)
    {
        var host = new SiloHost(options);
        try
        {
            await host.Start(replace, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when it is told to stop, or when a part has failed that it cannot do without.</summary>
    public async Task WaitForShutdown(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _app!.Lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync() => await Stop(CancellationToken.None);

    /// <summary>Stops everything, in the opposite order; requests in flight are waited for until there is a hurry.</summary>
    public async Task Stop(CancellationToken hurry)
    {
        var failures = new List<Exception>();
        while (_toStop.TryPop(out var stop))
        {
            try
            {
                await stop(hurry);
            }
            catch (Exception e)
            {
                failures.Add(e); // What comes after it is to be stopped all the same.
            }
        }

        if (failures.Count > 0)
            ExceptionDispatchInfo.Throw(failures[0]);
    }

    private async Task Start(Action<IServiceCollection>? replace, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(Log);
        var folder = Owned(DataFolder.Claim(Options.Data));
        HttpPort.EnsureFree(Options.Port, Options.IsLocal);
        var postgres = Options.Database is null ? await StartPostgres(folder, loggers, cancellationToken) : null;
        var connectionString = Options.Database ?? postgres!.ConnectionString;
        if (Options.IsGateway)
            AdminToken = OwnAdminToken(folder);
        var listeners = Owned(new SiloListeners(Options));
        Addresses = new SiteAddresses(Options.BaseDomain, Options.DashboardHost ?? Options.BaseDomain, listeners.Port);
        var kept = OwnFolder.CreateClosed(folder.FileAt(RoutesFolder));
        var (routes, shelf) = (new RouteFile(kept, folder.NodeId, connectionString), new ManifestShelf(kept));
        var waiting = Options.IsGateway && postgres is null
            ? await WaitingRoom.Wait(folder, routes, shelf, listeners, Addresses, connectionString, Log, token => SayWhere(folder, token), cancellationToken)
            : null;
        if (waiting is not null)
            _toStop.Push(_ => waiting.DisposeAsync());
        await PrepareDatabase(connectionString, loggers, cancellationToken);
        var database = new Database(connectionString, Options.DatabaseBudget);
        _toStop.Push(_ => database.DisposeAsync());

        var authority = new ClusterAuthority(database);
        var clusterSecret = await OwnClusterSecret(folder, authority, cancellationToken);
        var node = await authority.Join(clusterSecret, folder.NodeId, cancellationToken);
        var secrets = await Options.SecretKeys.Open(SecretKey.From(clusterSecret, $"minivercel secrets of {node.ClusterId}"), cancellationToken);

        var silo = SiloIdentity.New(folder.NodeId, Options.Roles) with
        {
            NodeAddress = listeners.Node.ToString(),
            HttpPort = Options.IsGateway ? listeners.Port : null,
        };

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Logging.ClearProviders();
        Log(builder.Logging);
        // Who is stopped while starting breaks off, and the host takes that for failures of all its parts.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", _ => _isUp || !cancellationToken.IsCancellationRequested);
        builder.WebHost.UseKestrelHttpsConfiguration();
        listeners.Serve(builder, node);
        builder.Services.AddSingleton<IHostLifetime, WithoutSignals>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(15));
        if (postgres is not null)
            builder.Services.AddHostedService(_ => new PostgresKeeper(postgres));
        builder.Services.AddSilo(Options, folder, database, silo, node, secrets);
        builder.Services.AddEngine(
            silo, node, new IPEndPoint(Options.ClusterAddress, Options.ClusterPort), callBudget: Options.DatabaseBudget + TimeSpan.FromSeconds(3));
        builder.Services.AddLease(connectionString);
        builder.Services.AddSingleton(Addresses);
        if (Options.IsGateway)
            builder.Services.AddGateway(Options.Accounts, await Options.GitHub(cancellationToken), routes, shelf, DashboardFiles.Read(Options.Web ?? Path.Combine(AppContext.BaseDirectory, WebFolder)));
        if (Options.IsWorker || Options.IsEngine)
            builder.Services.AddSingleton(await MachineBoxes.Ask(Options, folder, loggers.CreateLogger(typeof(MachineBoxes).FullName!), cancellationToken));
        builder.Services.AddRunners(silo, Options);
        if (waiting is not null)
            builder.Services.AddHostedService(_ => new EndOfWaiting(waiting));
        replace?.Invoke(builder.Services);

        _app = builder.Build();
        _toStop.Push(hurry => StopServing(_app, hurry));
        if (Options.IsEngine)
            _app.UseMiddleware<AppRequests>();
        _app.UseMiddleware<NodeRequests>();
        if (Options.IsGateway)
            _app.UseGateway();
        else
            _app.UseHealth();
        await _app.StartAsync(cancellationToken);
        _isUp = true;
        await SayWhere(folder, cancellationToken);
        if (Options.IsGateway && await Services.GetRequiredService<Users>().HasNone(cancellationToken))
            LoginUrl = $"{Addresses.DashboardUrl}/login?link={await Services.GetRequiredService<LoginLinks>().Make(Users.Admin, cancellationToken)}";
    }

    /// <summary>Where the command line finds this silo.</summary>
    private Task SayWhere(DataFolder folder, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(folder.FileAt(UrlFile), Addresses.DashboardUrl + "\n", cancellationToken);

    private async Task<PrivatePostgres> StartPostgres(DataFolder folder, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var postgres = await PrivatePostgres.Start(folder.Path, loggers.CreateLogger<PrivatePostgres>(), cancellationToken);
        _toStop.Push(_ => postgres.DisposeAsync());
        return postgres;
    }

    /// <summary>The schema, and the administrator in it. At the start nobody is kept waiting, so a slow database is given its time.</summary>
    private async Task PrepareDatabase(string connectionString, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        await using var database = new Database(connectionString, Options.StartBudget);
        await new Migrator(database, loggers.CreateLogger<Migrator>()).Migrate(cancellationToken);
        if (Options.IsGateway)
            await new ApiTokens(database).AdmitAdmin(AdminToken, cancellationToken);
    }

    /// <summary>The administrator's token is made at the first start and stays in a file that only this user can read.</summary>
    private static string OwnAdminToken(DataFolder folder)
    {
        var token = folder.ReadSecretFile(AdminTokenFile);
        if (string.IsNullOrEmpty(token))
        {
            token = ApiTokens.NewToken();
            folder.WriteSecretFile(AdminTokenFile, token + "\n");
        }

        return token;
    }

    /// <summary>A process that is alone makes the secret itself and keeps it where others can be given it from.</summary>
    private async Task<string> OwnClusterSecret(DataFolder folder, ClusterAuthority authority, CancellationToken cancellationToken)
    {
        var secret = Options.ClusterSecret ?? folder.ReadSecretFile(ClusterSecretFile);
        if (string.IsNullOrEmpty(secret))
        {
            if (await authority.Exists(cancellationToken))
            {
                throw new ClusterSecretException(
                    "The database belongs to a cluster already. Give this process its secret with --cluster-secret; "
                    + "where the first process made it itself, it lies in cluster-secret in that one's data folder.");
            }

            secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
            folder.WriteSecretFile(ClusterSecretFile, secret + "\n");
        }

        return secret;
    }

    private static void Log(ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = PlainConsole.FormatterName)
        .AddConsoleFormatter<PlainConsole, ConsoleFormatterOptions>()
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None) // says nothing from here on, and made a span of every visit to do so
        .AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None) // takes a visitor who leaves for a failure; what an app fails at, its visitors are told
        .AddFilter("Microsoft.AspNetCore.SignalR", LogLevel.None) // takes a client's wrong call for an error of the server
        .AddFilter("MiniVercel", LogLevel.Information);

    private T Owned<T>(T part)
        where T : IDisposable
    {
        _toStop.Push(_ =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
        return part;
    }

    private static async ValueTask StopServing(WebApplication app, CancellationToken hurry)
    {
        try
        {
            await app.StopAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            // Its time is up, or somebody is in a hurry: what was in flight is cut off.
        }
        finally
        {
            await app.DisposeAsync();
        }
    }
}
