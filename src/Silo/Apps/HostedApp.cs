using MiniVercel.Deployments;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Secrets;
using MiniVercel.Ports;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Apps;

/// <summary>
/// An app on this engine, from its first start to the end of its last visitor: kept running, started again when it ends by itself, left in
/// peace to finish when it is not wanted any more.
/// </summary>
internal sealed partial class HostedApp : IDisposable
{
    private static readonly AppFailure s_notWanted = new(DeploymentReason.AppUnavailable, "It is not wanted any more.");

    private readonly AppStarter _starter;
    private readonly AppRecords _records;
    private readonly RuntimeLogs _logs;
    private readonly Patience _patience;
    private readonly AppLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<ActivationTrial> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _opened = New();
    private TaskCompletionSource? _empty;
    private AppProcess? _process;
    private Task? _leaving;
    private int _visitors;
    private bool _isClosed;
    private long? _idleSince;

    public HostedApp(
        HostedRow row, AppStarter starter, AppRecords records, RuntimeLogs logs, Patience patience, AppLimits limits, TimeProvider clock, ILogger logger) =>
        (Row, _starter, _records, _logs, _patience, _limits, _clock, _logger) = (row, starter, records, logs, patience, limits, clock, logger);

    public HostedRow Row { get; }

    /// <summary>How the first start went.</summary>
    public Task<ActivationTrial> Started => _started.Task;

    /// <summary>What its project has told it at its last start.</summary>
    public AppProject Project { get; private set; } = AppProject.None;

    /// <summary>Whether it is taking its share of the machine to come up.</summary>
    public bool IsStarting { get; private set; }

    public bool IsLeaving => _leaving is not null;

    /// <summary>For how long nobody has been with it; nothing while somebody is, or could not come yet.</summary>
    public TimeSpan? IdleFor
    {
        get
        {
            lock (_gate)
                return _visitors > 0 || _idleSince is not { } since ? null : _clock.GetElapsedTime(since);
        }
    }

    public void Begin() => _ = Task.Run(Live);

    /// <summary>Waits for it to come up, if it is about to.</summary>
    public async ValueTask<AppEntry> Enter(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            Task opened;
            lock (_gate)
            {
                if (_isClosed)
                    return new AppEntry.NotHere();
                if (_process is { } process)
                {
                    _visitors++;
                    return new AppEntry.Open(new AppVisit(process.Client, Left, _closing.Token));
                }

                opened = _opened.Task;
            }

            var left = _limits.HoldFor - _clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return new AppEntry.NotUp();
            await opened.WaitAsync(left, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Lets its visitors finish, sends those away who do not, and ends it. Saying it twice is saying it once.</summary>
    /// <param name="atOnce">Nobody is waited for.</param>
    public Task Leave(bool atOnce)
    {
        lock (_gate)
            return _leaving ??= Task.Run(() => LeaveNow(atOnce));
    }

    /// <summary>Tells those who stay for long, such as web sockets, that it is time to go elsewhere.</summary>
    public void SendAway() => _closing.Cancel();

    /// <summary>Called when it has ended.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _closing.Dispose();
    }

    private async Task LeaveNow(bool atOnce)
    {
        if (!atOnce)
        {
            await Empty(_limits.DrainWithin);
            SendAway();
            await Empty(_limits.GoWithin);
        }

        lock (_gate)
        {
            _isClosed = true;
            _opened.TrySetResult();
        }

        await _stop.CancelAsync();
        await _ended.Task;
    }

    /// <summary>Returns when nobody is with it any more, and from then on nobody can enter; or when the time is over.</summary>
    private async Task Empty(TimeSpan within)
    {
        Task empty;
        lock (_gate)
        {
            if (_visitors == 0)
            {
                _isClosed = true;
                return;
            }

            empty = (_empty ??= New()).Task;
        }

        await empty.WaitAsync(within, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Left()
    {
        lock (_gate)
        {
            if (_idleSince is not null)
                _idleSince = _clock.GetTimestamp();
            if (--_visitors > 0 || _empty is null)
                return;
            _isClosed = true;
            _empty.TrySetResult();
        }
    }

    /// <summary>Its life: started, and started again whenever it has ended by itself, as long as it is wanted.</summary>
    private async Task Live()
    {
        try
        {
            for (var crashes = 0; !_stop.IsCancellationRequested;)
            {
                var began = _clock.GetTimestamp();
                var failure = await RunOnce();
                if (_stop.IsCancellationRequested)
                    return;
                if (!Started.IsCompletedSuccessfully && !(Row.HasServed && !Row.IsPreview))
                {
                    await GiveUp(failure);
                    return;
                }

                crashes = Backoff.CrashesAfter(crashes, _clock.GetElapsedTime(began));
                await Pause(failure, crashes);
            }
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested)
                LogBroken(e, Row.Id);
        }
        finally
        {
            _started.TrySetResult(new ActivationTrial.NotMine());
            Close();
            _ended.TrySetResult();
        }
    }

    private async Task<AppFailure> RunOnce()
    {
        var stop = _stop.Token;
        IsStarting = true;
        try
        {
            using var port = _starter.TakePort();
            var surroundings = await _patience.Work(() => _starter.SurroundingsOf(Row, port.Port, stop), stop);
            Project = surroundings.Project;
            await using var log = await _logs.Open(Row.Id.Value, new SecretMask(surroundings.Given.Values.Values), stop);
            await using var process = await _starter.Start(Row, surroundings, port, log, stop);
            return await Watch(process, log);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return s_notWanted;
        }
        catch (Exception e) when (e is NoRoomException || FullDisk.IsCauseOf(e))
        {
            LogUnavailable(e, Row.Id);
            return new AppFailure(DeploymentReason.DiskFull, $"The engine's disk has no room for the app: {e.Message}");
        }
        catch (Exception e) when (e is BoxUnavailableException or BuildStepFailedException or SecretUnreadableException or ArtifactDamagedException
            or IOException or UnauthorizedAccessException)
        {
            LogUnavailable(e, Row.Id);
            return new AppFailure(DeploymentReason.AppUnavailable, $"The app could not be started: {e.Message}");
        }
        finally
        {
            IsStarting = false;
        }
    }

    private async Task<AppFailure> Watch(AppProcess process, RuntimeLog log)
    {
        if (!await process.Listens(_limits.StartWithin, _stop.Token))
        {
            var failure = process.Ended.IsCompleted
                ? new AppFailure(DeploymentReason.AppExited, AppFailure.SentenceOf(await process.Ended))
                : new AppFailure(DeploymentReason.AppNotListening, $"The app has listened at no port within {_limits.StartWithin.TotalSeconds:0} seconds.");
            await process.End(_limits.EndWithin);
            return Said(log, failure);
        }

        Open(process);
        try
        {
            // Before it has passed: gateways come to know of a candidate by the commit of its route, and read then where it is.
            await _patience.Work(() => _records.Running(Row.Id, Row.Claim, _stop.Token), _stop.Token);
            Announced();
            _started.TrySetResult(new ActivationTrial.Passed());
            LogRunning(Row.Id);
            await process.Ended.WaitAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Its visitors have gone, or were told to.
            await process.End(_limits.EndWithin);
        }
        finally
        {
            Close();
        }

        return _stop.IsCancellationRequested ? s_notWanted : Said(log, new AppFailure(DeploymentReason.AppExited, AppFailure.SentenceOf(await process.Ended)));
    }

    /// <summary>In the app's log as well, where somebody looks for the cause.</summary>
    private static AppFailure Said(RuntimeLog log, AppFailure failure)
    {
        var whole = failure with { Sentence = failure.WithTail(log.Tail) };
        log.Say(failure.Sentence);
        return whole;
    }

    private async Task GiveUp(AppFailure failure)
    {
        LogNotStarted(Row.Id, failure.Reason);
        _started.TrySetResult(new ActivationTrial.Failed(failure.Reason, failure.Sentence));
        if (Row.IsPreview)
            await _patience.Work(() => _records.Failed(Row.Id, Row.Claim, failure.Sentence, _stop.Token), _stop.Token);
    }

    private async Task Pause(AppFailure failure, int crashes)
    {
        var pause = Backoff.PauseAfter(crashes);
        LogCrashed(Row.Id, crashes, pause.TotalSeconds);
        await _records.Restarting(Row.Id, Row.Claim, failure.Sentence, crashes, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(pause, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Open(AppProcess process)
    {
        lock (_gate)
        {
            _process = process;
            IsStarting = false;
            _opened.TrySetResult();
        }
    }

    /// <summary>From now on visitors are sent here: who has waited for it to start has yet to come.</summary>
    private void Announced()
    {
        lock (_gate)
            _idleSince = _clock.GetTimestamp();
    }

    private void Close()
    {
        lock (_gate)
        {
            _process = null;
            _idleSince = null;
            if (_opened.Task.IsCompleted && !_isClosed)
                _opened = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Information, Message = "{App} runs")]
    private partial void LogRunning(AppId app);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{App} did not start: {Reason}")]
    private partial void LogNotStarted(AppId app, DeploymentReason reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{App} has ended by itself, {Crashes} times lately; it is started again in {Seconds} s")]
    private partial void LogCrashed(AppId app, int crashes, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{App} could not be started")]
    private partial void LogUnavailable(Exception exception, AppId app);

    [LoggerMessage(Level = LogLevel.Error, Message = "{App} was lost sight of")]
    private partial void LogBroken(Exception exception, AppId app);
}
