using System.Diagnostics;
using MiniVercel.Testing.Git;
using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test with a real sshd, which root alone can give a user of its own: skipped elsewhere, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SshdFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    public SshdFactAttribute() => Skip = Obstacle.Value;

    private static string? FindObstacle()
    {
        if (!Environment.IsPrivilegedProcess)
            return "Only root can give sshd a user of its own.";
        if (SshServer.Program is null)
            return "Needs the program sshd; ./minivercel test brings it where apt-get can.";
        using var unshare = Process.Start("unshare", ["--mount", "true"]);
        unshare.WaitForExit();
        return unshare.ExitCode == 0 ? null : "This machine gives no process a view of files of its own.";
    }
}
