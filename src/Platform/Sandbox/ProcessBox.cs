using MiniVercel.Platform.Sandbox.Bubblewrap;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>
/// Limits, a clean environment and an end, but no walls: for machines that allow none, where an operator trusts what is built.
/// A process that leaves its session is not found again.
/// </summary>
internal sealed class ProcessBox(BoxPlan plan, Furniture furniture, TimeProvider clock) : IBox
{
    private const string Begin = "printf '\\006' && exec \"$@\" </dev/null";

    private readonly BoxTime _time = new(plan.Limits.Time, clock);

    public string? Cache => plan.Cache;

    public async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new BoxEnding.Cancelled();

        var disk = await DiskUse.Begin([plan.Workspace, furniture.Home, furniture.Temporary], plan.Cache, plan.Limits.Disk, clock);
        string[] line =
            [.. CommandLine.Limits(plan.Limits, hasUserOfItsOwn: false), "setsid", "/bin/sh", "-c", Begin, "sh", .. command.Arguments];
        using var process = await BoxProcess.Start(
            line, Surroundings.For(furniture.Home, furniture.Temporary, command), Path.Combine(plan.Workspace, command.Folder));
        await process.Feed(ReadOnlyMemory<byte>.Empty);
        var ending = new Supervision(plan.Limits, _time, disk, clock).Until(
            process, () => null, () => ProcessTree.OfSession(process.Id), () => Kill(process.Id), output, cancellationToken);
        await process.Exited;
        Kill(process.Id); // What it has left behind would keep its output open.
        return await ending;
    }

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
