using System.Collections.Concurrent;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Silo.Apps;

/// <summary>
/// The apps of this engine. It makes what runs here equal to what the records ask of it, whenever somebody rings and every second anyway. Only
/// it starts and ends apps, so nothing is ended that a record asks for or that visitors are still with.
/// </summary>
public sealed partial class AppHost(
    AppStarter starter, AppRecords records, RuntimeLogs logs, AppLimits limits, Publication publication, Doorbells doorbells, TimeProvider clock,
    ILogger<AppHost> logger)
    : BackgroundService, IHostedLifecycleService, IAppDoor
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HandOverWithin = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<AppId, HostedApp> _apps = new();
    private readonly ConcurrentDictionary<HostedApp, Task> _leaving = new();
    private readonly Patience _patience = Patience.Endless(clock);
    private readonly Lock _hosting = new();
    private volatile bool _isStopping;

    public async ValueTask<AppEntry> Enter(AppId app, CancellationToken cancellationToken) =>
        _apps.TryGetValue(app, out var hosted) ? await hosted.Enter(cancellationToken) : new AppEntry.NotHere();

    internal HostedApp? Find(AppId app) => _apps.GetValueOrDefault(app);

    /// <summary>Has the app run here. An earlier claim's is on its way out by then.</summary>
    internal HostedApp Host(HostedRow row)
    {
        lock (_hosting)
        {
            if (_apps.TryGetValue(row.Id, out var present) && present.Row.Claim >= row.Claim)
                return present;
            if (present is not null)
                Leave(present);
            var app = new HostedApp(row, starter, records, logs, _patience, limits, clock, logger);
            _apps[row.Id] = app;
            app.Begin();
            return app;
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await starter.Clear();
        await base.StartAsync(cancellationToken);
    }

    /// <summary>While everything still answers: other engines take over what is on the air here, and who stays for long is told to go.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HandOverWithin);
        try
        {
            if (!_apps.IsEmpty)
                await HandOver(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or DatabaseUnavailableException or TimeoutException)
        {
            LogNotHandedOver(e.Message);
        }

        foreach (var app in _apps.Values.Where(app => !app.IsLeaving))
            app.SendAway();
    }

    private async Task HandOver(CancellationToken cancellationToken)
    {
        await records.LetGo(cancellationToken);
        while (await records.IsNeeded(cancellationToken))
            await Doorbells.RingOr(doorbells.NextRing(Doorbell.Applied), TimeSpan.FromMilliseconds(250), cancellationToken);
        await publication.ReachesNow(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_apps.Values.Concat(_leaving.Keys).Select(app => app.Leave(atOnce: true)));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var ring = doorbells.NextRing(Doorbell.Apps);
                await Reconcile(stoppingToken);
                await Doorbells.RingOr(ring, LookAnyway, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogCannotReconcile(e.Message); // What runs goes on running.
                await Task.Delay(LookAnyway, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Reconcile(CancellationToken cancellationToken)
    {
        await records.ForgetLost(cancellationToken);
        if (!_isStopping)
        {
            await records.Adopt(limits.TakenOnAtOnce - _apps.Values.Count(app => app.IsStarting), cancellationToken);
            await records.AdoptPreviews(limits.PreviewsPerEngine - _apps.Values.Count(app => app.Row.IsPreview), cancellationToken);
        }

        // Those of before the look: whatever is hosted since has its row, but it may not be in what was read.
        var present = _apps.Values.ToList();
        var rows = (await records.Here(cancellationToken)).ToDictionary(row => row.Id);
        foreach (var app in present.Where(app => !rows.ContainsKey(app.Row.Id)))
            Leave(app);
        foreach (var row in rows.Values.Where(row => row.IsMine))
            await Follow(row, cancellationToken);
    }

    private async Task Follow(HostedRow row, CancellationToken cancellationToken)
    {
        var app = Find(row.Id);
        if (!row.IsWanted && app is null)
            await records.Forget(row.Id, row.Claim, cancellationToken);
        else if (!row.IsWanted)
            Leave(app!, then: () => records.Forget(row.Id, row.Claim, CancellationToken.None));
        else if (app is { Row.IsPreview: true } && app.IdleFor > limits.PreviewIdle)
            await PutToSleep(app, cancellationToken);
        else
            Host(row);
    }

    private async Task PutToSleep(HostedApp app, CancellationToken cancellationToken)
    {
        if (await records.PutToSleep(app.Row.Id, app.Row.Claim, cancellationToken))
            Leave(app);
    }

    /// <summary>The app is left to its visitors, and taken out of the world when they have gone.</summary>
    private void Leave(HostedApp app, Func<Task>? then = null)
    {
        if (app.IsLeaving)
            return;
        LogLeaving(app.Row.Id);
        _leaving[app] = Finish();

        async Task Finish()
        {
            await app.Leave(atOnce: false);
            _apps.TryRemove(new KeyValuePair<AppId, HostedApp>(app.Row.Id, app));
            if (then is not null)
                await then().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // Else the next look does it.
            _leaving.TryRemove(app, out _);
            app.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{App} is not wanted here any more")]
    private partial void LogLeaving(AppId app);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The apps could not be looked after: {Error}")]
    private partial void LogCannotReconcile(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all apps have gone to other engines: {Error}")]
    private partial void LogNotHandedOver(string error);
}
