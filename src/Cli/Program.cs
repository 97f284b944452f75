using System.Runtime.InteropServices;
using MiniVercel.Cli;

using var interrupted = new CancellationTokenSource();
// The first Ctrl-C stops the waiting, with a last sentence; a second one is the terminal's own and ends the process.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await CliApp.RunAsync(args, Shell.OfThisProcess(), interrupted.Token);

void Stop(PosixSignalContext signal)
{
    if (interrupted.IsCancellationRequested)
        return;
    signal.Cancel = true;
    interrupted.Cancel();
}
