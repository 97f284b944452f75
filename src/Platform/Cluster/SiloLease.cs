using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MiniVercel.Platform.Cluster;

/// <summary>Who this silo is: a new one at every start, on a node that stays the same.</summary>
public sealed record SiloIdentity(string SiloId, string NodeId, IReadOnlyList<string> Roles)
{
    public static SiloIdentity New(string nodeId, IReadOnlyList<string> roles) =>
        new($"silo_{Guid.CreateVersion7():n}", nodeId, roles);
}

/// <summary>
/// Keeps this silo's lease: as long as it runs, what the silo claimed is its own. Renewed by a thread and a connection
/// of its own, so that a busy thread pool or an exhausted connection pool does not look like a death.
/// </summary>
public sealed partial class SiloLease(SiloIdentity identity, string connectionString, ILogger<SiloLease> logger) : IHostedService, IDisposable
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(0.75);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "minivercel lease",
        MaxPoolSize = 1,
        Timeout = 2,
        CommandTimeout = 2,
    });
    private Thread? _thread;

    /// <summary>Nothing else starts before the lease is held: a gateway must be counted before it loads its routes.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(KeepRenewing) { IsBackground = true, Name = "silo lease" };
        _thread.Start();
        return _acquired.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        _thread?.Join(TimeSpan.FromSeconds(5));
        try
        {
            // Given back, not left to run out: others may take over at once.
            using var command = _source.CreateCommand("delete from silos where id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = identity.SiloId });
            command.ExecuteNonQuery();
        }
        catch (NpgsqlException e)
        {
            LogNotReturned(e.Message);
        }

        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _source.Dispose();
        _stop.Dispose();
    }

    private void KeepRenewing()
    {
        var held = true;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Renew();
                if (!held)
                    LogHeldAgain();
                held = true;
                _acquired.TrySetResult();
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                if (held)
                    LogLost(e.Message);
                held = false;
            }

            _stop.Token.WaitHandle.WaitOne(RenewEvery);
        }
    }

    /// <summary>
    /// While the lease had run out nobody waited for this silo: what it has applied counts no more until its gateway
    /// has read the routes again.
    /// </summary>
    private void Renew()
    {
        using var command = _source.CreateCommand(
            """
            insert into silos (id, node_id, roles, lease_until) values ($1, $2, $3, clock_timestamp() + $4)
            on conflict (id) do update set lease_until = excluded.lease_until,
                applied_epoch = case when silos.lease_until > clock_timestamp() then silos.applied_epoch end,
                applied_n = case when silos.lease_until > clock_timestamp() then silos.applied_n end
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = identity.SiloId });
        command.Parameters.Add(new NpgsqlParameter { Value = identity.NodeId });
        command.Parameters.Add(new NpgsqlParameter { Value = identity.Roles.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = Length });
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be renewed: {Error}")]
    private partial void LogLost(string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease is held again")]
    private partial void LogHeldAgain();

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease was not given back and will run out by itself: {Error}")]
    private partial void LogNotReturned(string error);
}
