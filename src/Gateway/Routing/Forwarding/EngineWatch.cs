using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Nodes;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>
/// An engine that stands still, or whose machine has lost its power, keeps whoever has asked it something, for minutes. Where the cluster has
/// given it up and somebody else answers for the site, those who wait are let go and can ask there.
/// </summary>
public sealed partial class EngineWatch(RouteTable routes, SiteAddresses addresses, NodeDirectory nodes, ILogger<EngineWatch> logger) : BackgroundService
{
    /// <summary>As long as an engine may be known for alive that is not.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Waiting, bool> _waiting = new();

    /// <summary>Until it is disposed of.</summary>
    internal Waiting Watch(HttpContext visitor, AppPlace place)
    {
        var waiting = new Waiting(this, visitor, place);
        _waiting[waiting] = true;
        return waiting;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LetGo(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogUnknown(e.Message); // who cannot be judged is not given up
            }

            await Task.Delay(LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LetGo(CancellationToken cancellationToken)
    {
        var moved = _waiting.Select(w => w.Key).Where(w => PlaceNow(w.Host) != w.Place).ToList();
        if (moved.Count == 0)
            return;
        var alive = (await nodes.Engines(cancellationToken)).Select(node => node.Address).ToList();
        foreach (var waiting in moved.Where(w => !alive.Contains(w.Place.Address!)))
            waiting.LetGo();
    }

    private AppPlace? PlaceNow(HostString host) =>
        addresses.KeyOf(SiteAddresses.Canonical(host)) is { } key && routes.Current.Sites.TryGetValue(key, out var target) ? target.App : null;

    [LoggerMessage(Level = LogLevel.Debug, Message = "Which engines are there could not be read: {Error}")]
    private partial void LogUnknown(string error);

    /// <summary>A visitor whose request is with an engine.</summary>
    internal sealed class Waiting : IDisposable
    {
        private readonly EngineWatch _watch;
        private readonly CancellationTokenSource _over;
        private readonly Lock _gate = new();
        private bool _isOver;

        public Waiting(EngineWatch watch, HttpContext visitor, AppPlace place)
        {
            (_watch, Host, Place) = (watch, visitor.Request.Host, place);
            _over = CancellationTokenSource.CreateLinkedTokenSource(visitor.RequestAborted);
        }

        /// <summary>What was asked for.</summary>
        public HostString Host { get; }

        /// <summary>Who answered for it then, and where the request was sent to.</summary>
        public AppPlace Place { get; }

        /// <summary>Cancelled when the visitor goes, or the engine is lost.</summary>
        public CancellationToken Token => _over.Token;

        public void LetGo()
        {
            lock (_gate)
            {
                if (!_isOver)
                    _over.Cancel();
            }
        }

        public void Dispose()
        {
            _watch._waiting.TryRemove(this, out _);
            lock (_gate)
                _isOver = true;
            _over.Dispose();
        }
    }
}
