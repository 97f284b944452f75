using System.Diagnostics;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Failpoints;

/// <summary>
/// Stops the process where `MINIVERCEL_FAILPOINT` says, as in `build.after_commit:kill`. Without it, nothing ever happens
/// at a failpoint.
/// </summary>
public sealed class EnvironmentFailpoints : IFailpoints
{
    public const string Variable = "MINIVERCEL_FAILPOINT";

    private readonly string? _killAt;

    public EnvironmentFailpoints(string? setting)
    {
        if (Complaint(setting) is { } complaint)
            throw new ArgumentException(complaint, nameof(setting));
        _killAt = setting?.Split(':')[0];
    }

    /// <summary>What is wrong with a setting, in a sentence; null where nothing is.</summary>
    public static string? Complaint(string? setting) =>
        string.IsNullOrEmpty(setting) || Failpoint.All.Any(f => setting == $"{f.Name}:kill")
            ? null
            : $"{Variable} is '{setting}', but must be a failpoint's name and ':kill'. The names: {string.Join(", ", Failpoint.All.Select(f => f.Name))}.";

    public void Reach(Failpoint failpoint)
    {
        if (failpoint.Name != _killAt)
            return;

        // SIGKILL: no finally runs, no buffer is flushed, exactly as when the machine takes the process away.
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
