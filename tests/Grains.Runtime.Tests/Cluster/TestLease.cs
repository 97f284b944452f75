using System.Diagnostics;

namespace MiniVercel.Runtime.Tests;

/// <summary>Keeps a silo's row, as a host does; a test may let it fail.</summary>
public sealed class TestLease(TestDatabase database) : ISiloLease, IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan? _heldSince;
    private TimeSpan _heldUntil;
    private Task _keeping = Task.CompletedTask;

    public event Action? Changed;

    public bool IsHeld => _clock.Elapsed < _heldUntil;

    public TimeSpan UnbrokenFor => IsHeld ? _clock.Elapsed - _heldSince ?? TimeSpan.Zero : TimeSpan.Zero;

    /// <summary>While set, this silo alone cannot reach the database to renew.</summary>
    public bool IsCutOff { get; set; }

    internal void Start(ILocalSilo silo)
    {
        database.Announce(silo.Describe());
        Hold(_clock.Elapsed);
        _keeping = KeepAsync(silo);
    }

    public void Lose()
    {
        IsCutOff = true;
        Drop();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Drop();
    }

    private async Task KeepAsync(ILocalSilo silo)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Period, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested || IsCutOff) continue;
            var sent = _clock.Elapsed;
            try
            {
                if (!database.Renew(silo.Describe()))
                {
                    Drop();
                    await silo.RejoinAsync(_stop.Token);
                    sent = _clock.Elapsed;
                    database.Announce(silo.Describe());
                }

                Hold(sent);
            }
            catch (IOException)
            {
                if (!IsHeld) Drop();
            }
        }
    }

    private void Hold(TimeSpan sent)
    {
        var before = IsHeld;
        if (!before) _heldSince = sent;
        _heldUntil = sent + database.LeaseLength;
        if (!before) Changed?.Invoke();
    }

    private void Drop()
    {
        (_heldSince, _heldUntil) = (null, TimeSpan.Zero);
        Changed?.Invoke();
    }
}
