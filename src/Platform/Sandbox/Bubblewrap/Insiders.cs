using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>
/// The processes that bubblewrap has inside: a first one, which inherits those whose parents end, and whose own first child is the
/// command. The one outside returns when the first one inside has ended, and that takes everything inside with it.
/// </summary>
internal static class Insiders
{
    /// <summary>While there is none inside yet, it is the one outside that goes.</summary>
    public static void Kill(BoxProcess process)
    {
        var inside = ProcessTree.Of(process.Id).ChildrenOf(process.Id);
        foreach (var first in inside)
            SystemCalls.Kill(first.Id);
        if (inside.Count == 0)
            process.Kill();
    }

    /// <summary>The command, once there is one.</summary>
    public static int? Command(int outside, ProcessTree tree) =>
        tree.ChildrenOf(outside).SelectMany(first => tree.ChildrenOf(first.Id)).MinBy(child => ProcessTree.NumberInside(child.Id))?.Id;
}
