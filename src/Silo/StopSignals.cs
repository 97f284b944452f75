using System.Runtime.InteropServices;

namespace MiniVercel.Silo;

/// <summary>
/// Ctrl-C, and whatever else asks a process to end. It is heard at every moment, the start included. Whoever repeats it is in a
/// hurry: requests in flight are no longer waited for. Either way all that was started is stopped, PostgreSQL at the last.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Heard = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();

    public StopSignals() => _registrations = [.. Heard.Select(signal => PosixSignalRegistration.Create(signal, Hear))];

    public CancellationToken Stop => _stop.Token;

    public CancellationToken Hurry => _hurry.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _hurry.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        (_stop.IsCancellationRequested ? _hurry : _stop).Cancel();
    }
}
