using System.Diagnostics;
using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test with a disk of its own, which only root can have: skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsPossible = new(() =>
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        using var mount = Process.Start("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]);
        mount.WaitForExit();
        return mount.ExitCode == 0;
    });

    /// <param name="runsApps">Whether it needs Node from npm's registry as well.</param>
    public SmallDiskFactAttribute(bool runsApps = false) => Skip = IsPossible.Value
        ? runsApps ? NpmRegistryFactAttribute.WhyNot : null
        : "Only root, where it may mount, has a disk that is small enough to be filled.";
}
