using System.Diagnostics;
using System.Runtime.InteropServices;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Failpoints;

/// <summary>
/// Kills or pauses the process where `MINIVERCEL_FAILPOINT` says, as in `build.after_commit:kill`. It is paused the first time only:
/// somebody else lets it go on. Without the variable nothing ever happens at a failpoint.
/// </summary>
public sealed partial class EnvironmentFailpoints : IFailpoints
{
    public const string Variable = "MINIVERCEL_FAILPOINT";

    private const string Kill = "kill", Pause = "pause";

    private readonly string? _name;
    private readonly string? _deed;
    private int _times;

    public EnvironmentFailpoints(string? setting)
    {
        if (Complaint(setting) is { } complaint)
            throw new ArgumentException(complaint, nameof(setting));
        if (setting?.Split(':') is [var name, var deed])
            (_name, _deed) = (name, deed);
    }

    /// <summary>What is wrong with a setting, in a sentence; null where nothing is.</summary>
    public static string? Complaint(string? setting) =>
        string.IsNullOrEmpty(setting) || Failpoint.All.Any(f => setting == $"{f.Name}:{Kill}" || setting == $"{f.Name}:{Pause}")
            ? null
            : $"{Variable} is '{setting}', but must be a failpoint's name and ':{Kill}' or ':{Pause}'. "
                + $"The names: {string.Join(", ", Failpoint.All.Select(f => f.Name))}.";

    public void Reach(Failpoint failpoint)
    {
        if (failpoint.Name != _name)
            return;

        if (_deed == Kill)
            KillSelf();
        else if (Interlocked.Increment(ref _times) == 1)
            PauseSelf();
    }

    /// <summary>SIGKILL: no finally runs, no buffer is flushed, exactly as when the machine takes the process away.</summary>
    private static void KillSelf()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>SIGSTOP: this thread and all others stand still, exactly as when the machine has no time for the process.</summary>
    private static void PauseSelf()
    {
        const int sigStop = 19;
        if (SendSignal(Environment.ProcessId, sigStop) != 0)
            throw new InvalidOperationException($"The process could not pause itself: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
