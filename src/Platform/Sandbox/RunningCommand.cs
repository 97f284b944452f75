using System.Net;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>The command that runs in a box now, if one does, as whoever asks the box about it finds it.</summary>
/// <param name="tree">All the processes of one that runs.</param>
/// <param name="find">The command itself among them; null while it has not begun.</param>
/// <param name="listening">Where they listen.</param>
internal sealed class RunningCommand(
    Func<int, ProcessTree> tree, Func<int, ProcessTree, int?> find, Func<int, ProcessTree, IReadOnlyList<IPEndPoint>> listening)
{
    private Running? _now;

    public async Task<BoxEnding> While(BoxProcess process, Func<Task<BoxEnding>> runs)
    {
        var running = new Running(process.Id);
        Interlocked.CompareExchange(ref _now, running, null); // A second one beside it is not asked about.
        try
        {
            return await runs();
        }
        finally
        {
            Interlocked.CompareExchange(ref _now, null, running);
        }
    }

    public IReadOnlyList<IPEndPoint> Listening() => Volatile.Read(ref _now) is { Id: var id }
        ? listening(id, tree(id))
        : [];

    public void AskToEnd()
    {
        if (Volatile.Read(ref _now) is not { } now)
            return;
        var members = tree(now.Id);
        if (find(now.Id, members) is not { } command)
            return;
        foreach (var process in WaitedFor(command, members))
            SystemCalls.AskToEnd(process);
    }

    private static IEnumerable<int> WaitedFor(int process, ProcessTree members) =>
        members.ChildrenOf(process) is { Count: > 0 } children && Waiting.Is(process) ? children.SelectMany(child => WaitedFor(child.Id, members)) : [process];

    private sealed record Running(int Id);
}
