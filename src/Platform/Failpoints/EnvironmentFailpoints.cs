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
        if (string.IsNullOrEmpty(setting))
            return;

        var (name, action) = setting.Split(':') is [var n, var a] ? (n, a) : (setting, "");
        if (action != "kill" || Failpoint.All.All(f => f.Name != name))
        {
            throw new ArgumentException(
                $"{Variable} is '{setting}', but must be a failpoint's name and ':kill'. The names: {string.Join(", ", Failpoint.All.Select(f => f.Name))}.");
        }

        _killAt = name;
    }

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
