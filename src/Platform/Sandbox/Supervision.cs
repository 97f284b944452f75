using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>Stays with a command until it is over, one way or the other, and until nothing of it is left.</summary>
internal sealed class Supervision(BoxLimits limits, BoxTime time, DiskUse disk, TimeProvider clock)
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(1);

    /// <param name="process">The command.</param>
    /// <param name="held">The limit that the kernel has held, if it had to.</param>
    /// <param name="tree">All its processes as they are now.</param>
    /// <param name="kill">Ends them all; may be asked to again.</param>
    /// <param name="output">Where it prints to.</param>
    /// <param name="cancellationToken">Whether it is still wanted.</param>
    public async Task<BoxEnding> Until(
        BoxProcess process, Func<BoxEnding?> held, Func<ProcessTree> tree, Action kill, IBoxOutput output, CancellationToken cancellationToken)
    {
        using var printing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var printed = process.Print(output, printing.Token);
        var exited = process.Exited;
        var broken = new BoxWatch(limits, time, disk, clock).Broken(tree, watching.Token);

        var over = Task.WhenAll(exited, printed);
        var first = await Task.WhenAny(over, broken, process.Refused);
        await watching.CancelAsync();
        if (first != over)
        {
            await printing.CancelAsync();
            await End(exited, kill);
            await printed.WaitAsync(KillPatience, clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (cancellationToken.IsCancellationRequested)
            return new BoxEnding.Cancelled();
        if (first == broken)
            return await broken;
        await printed; // Whoever takes the output could not: that is for whoever gave it.
        if (!process.Stood)
            throw new BoxUnavailableException($"The box could not be set up: {process.Complaint}");
        return await Judge(process.Ending, held());
    }

    /// <summary>A command that has failed may have failed by a limit that it met by itself.</summary>
    private async Task<BoxEnding> Judge(BoxEnding ending, BoxEnding? held)
    {
        if (ending is BoxEnding.Exited { Code: 0 })
            return ending;
        if (held is not null)
            return held;
        return await disk.IsFull(CancellationToken.None) ? new BoxEnding.DiskFull(limits.Disk) : ending;
    }

    private async Task End(Task exited, Action kill)
    {
        for (; !exited.IsCompleted; await Task.WhenAny(exited, Task.Delay(KillPatience, clock)))
            kill();
    }
}
