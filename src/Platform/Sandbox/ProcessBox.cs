using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox.Bubblewrap;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>
/// Limits, a clean environment and an end, but no walls: for machines that allow none, where an operator trusts what is built.
/// A process that leaves its session is not found again.
/// </summary>
internal sealed class ProcessBox(BoxPlan plan, Furniture furniture, ControlGroups groups, TimeProvider clock) : IBox
{
    /// <summary>
    /// It has nothing to print at first: it waits until it is fed. Only then does it look for programs where the command does, so that none of
    /// those stands in for one of ours.
    /// </summary>
    private const string Begin = "cat && PATH=$1 && shift && printf '\\006' && exec \"$@\" </dev/null";

    /// <summary>The command itself: what it has started of its own is found by nobody when this process is killed.</summary>
    private static readonly string[] DiesWithThis = ["setpriv", "--pdeathsig", "KILL", "--"];

    private readonly BoxTime _time = new(plan.Limits.Time, clock);
    private readonly RunningCommand _running = new(
        ProcessTree.OfSession, (command, _) => command, (command, tree) => Listeners.Of(command, tree.Members.Select(member => member.Id)));

    public string? Cache => plan.Cache;

    public async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new BoxEnding.Cancelled();

        var disk = await DiskUse.Begin([plan.Workspace, furniture.Home, furniture.Temporary], plan.Cache, plan.Limits.Disk, clock);
        using var group = groups.Make(plan.Limits, CommandLine.SpareTasks);
        var surroundings = Surroundings.For(furniture.Home, furniture.Temporary, plan.Workspace, command);
        string[] line =
        [
            .. CommandLine.Limits(plan.Limits, hasUserOfItsOwn: false), .. DiesWithThis, "setsid", "/bin/sh", "-c", Begin, "sh", surroundings["PATH"], .. command.Arguments,
        ];
        surroundings["PATH"] = Surroundings.SystemPath;
        using var process = await BoxProcess.Start(line, surroundings, Path.Combine(plan.Workspace, command.Folder));
        group.Confine(process);
        await process.Feed(ReadOnlyMemory<byte>.Empty);
        return await _running.While(process, async () =>
        {
            var ending = new Supervision(plan.Limits, _time, disk, clock).Until(
                process, group.Held, () => ProcessTree.OfSession(process.Id), () => Kill(process.Id), output, cancellationToken);
            await process.Exited;
            Kill(process.Id); // What it has left behind would keep its output open.
            return await ending;
        });
    }

    public ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Socket(family, SocketType.Stream, ProtocolType.Tcp));

    public IReadOnlyList<IPEndPoint> Listening() => _running.Listening();

    public void AskToEnd() => _running.AskToEnd();

    public ValueTask DisposeAsync() => furniture.DisposeAsync();

    /// <summary>Again until none is left: one that is just being started is not in the list yet.</summary>
    private static void Kill(int session)
    {
        for (var rounds = 0; rounds < 100; rounds++)
        {
            var left = ProcessTree.OfSession(session).Members.Where(member => !member.HasEnded).ToList();
            if (left.Count == 0)
                return;
            foreach (var member in left)
                SystemCalls.Kill(member.Id);
        }
    }
}
