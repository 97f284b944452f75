using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MiniVercel.Platform.Cluster;

/// <summary>
/// Keeps this silo's lease: as long as it runs, what the silo claimed is its own and its grains may act. Renewed by a
/// thread and a connection of its own, so that a busy thread pool or an exhausted connection pool does not look like a
/// death. It is counted here from the instant before a renewal was sent, so it ends here before others see it end.
/// </summary>
public sealed partial class SiloLease(SiloIdentity identity, ISiloLife life, string connectionString, ILogger<SiloLease> logger)
    : IHostedService, IDisposable
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(0.75);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SiloRow _row = new(identity, connectionString, Length);
    private readonly Lock _ending = new();
    private Thread? _thread;
    private long _heldSince;
    private long _heldUntil;
    private int _terms;
    private bool _isReturned;

    /// <summary>It was lost or regained.</summary>
    public event Action? Changed;

    public bool IsHeld => Stopwatch.GetTimestamp() < Interlocked.Read(ref _heldUntil);

    /// <summary>How long it has been held without a gap; nothing when it is not held.</summary>
    public TimeSpan UnbrokenFor => IsHeld ? Stopwatch.GetElapsedTime(Interlocked.Read(ref _heldSince)) : TimeSpan.Zero;

    /// <summary>How often it was gained: in another term others may have gone on without this silo.</summary>
    public int Terms => Volatile.Read(ref _terms);

    /// <summary>
    /// Nothing that starts later does so before the lease is held: a gateway must be counted before it loads its routes. An
    /// engine may start it before the host does.
    /// </summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_thread is null)
        {
            Measure();
            _thread = new Thread(KeepRenewing) { IsBackground = true, Name = "silo lease" };
            _thread.Start();
        }

        return _acquired.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // The engine stops after this, and its grains still write then: it returns the lease when it has left.
        return Task.CompletedTask;
    }

    /// <summary>Gives it back, so that others may take over at once instead of waiting until it has run out.</summary>
    public void Return()
    {
        lock (_ending)
        {
            if (_isReturned)
                return;
            _isReturned = true;
            _stop.Cancel();
            _thread?.Join(TimeSpan.FromSeconds(5));
            Interlocked.Exchange(ref _heldUntil, 0);
            if (Terms == 0)
                return;
            try
            {
                _row.Remove();
            }
            catch (Exception e) when (IsAway(e))
            {
                LogNotReturned(e.Message);
            }
        }
    }

    public void Dispose()
    {
        Return();
        _row.Dispose();
        _stop.Dispose();
        _meter.Dispose();
    }

    private void KeepRenewing()
    {
        var isAnnounced = false;
        var isSaid = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Renew(ref isAnnounced);
                isSaid = false;
            }
            catch (Exception e) when (IsAway(e))
            {
                if (!isSaid)
                    LogNotRenewed(e.Message);
                isSaid = true;
                if (!IsHeld)
                    Changed?.Invoke();
            }

            _stop.Token.WaitHandle.WaitOne(RenewEvery);
        }
    }

    private void Renew(ref bool isAnnounced)
    {
        var sent = Stopwatch.GetTimestamp();
        if (isAnnounced && !_row.Renew(life.Describe()))
        {
            Interlocked.Exchange(ref _heldUntil, 0);
            Changed?.Invoke();
            LogTakenForDead();
            isAnnounced = false;
            life.BeginAgain(_stop.Token).GetAwaiter().GetResult();
            sent = Stopwatch.GetTimestamp();
        }

        if (!isAnnounced)
            _row.Announce(life.Describe(), isFirst: Terms == 0);
        isAnnounced = true;
        Hold(sent);
    }

    private void Hold(long sent)
    {
        var before = IsHeld;
        if (!before)
        {
            Interlocked.Exchange(ref _heldSince, sent);
            Interlocked.Increment(ref _terms);
        }

        Interlocked.Exchange(ref _renewedAt, sent);
        Interlocked.Exchange(ref _heldUntil, sent + (long)(Length.TotalSeconds * Stopwatch.Frequency));
        if (before)
            return;
        if (Terms > 1)
            LogHeldAgain();
        Changed?.Invoke();
        _acquired.TrySetResult();
    }

    private static bool IsAway(Exception e) => e is NpgsqlException or TimeoutException or IOException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease could not be renewed: {Error}")]
    private partial void LogNotRenewed(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease ran out and others took this silo for dead; it begins again")]
    private partial void LogTakenForDead();

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease is held again")]
    private partial void LogHeldAgain();

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease was not given back and will run out by itself: {Error}")]
    private partial void LogNotReturned(string error);
}
