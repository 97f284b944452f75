using MiniVercel.Platform.Sandbox.Kernel;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>Looks at a running command until it has ended or has gone too far, and says which.</summary>
internal sealed class BoxWatch(BoxLimits limits, BoxTime time, DiskUse disk, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    /// <summary>For who has not taken half of what it may: a server that idles for days is looked at as long.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromMilliseconds(300);

    /// <summary>The first limit that it broke; ends as cancelled when the token ends before.</summary>
    public async Task<BoxEnding> Broken(Func<ProcessTree> tree, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over);
        var first = await Task.WhenAny(time.Over(either.Token), Memory(tree, either.Token), Disk(either.Token));
        await either.CancelAsync();
        return await first;
    }

    private async Task<BoxEnding> Memory(Func<ProcessTree> tree, CancellationToken over)
    {
        while (true)
        {
            var now = tree();
            if (now.Tasks > limits.Tasks)
                return new BoxEnding.TooManyTasks(limits.Tasks);
            if (now.ResidentMemory > limits.Memory && now.ProportionalMemory() > limits.Memory)
                return new BoxEnding.OutOfMemory(limits.Memory);
            await Task.Delay(now.Tasks < limits.Tasks / 2 && now.ResidentMemory < limits.Memory / 2 ? Seldom : Every, clock, over);
        }
    }

    private async Task<BoxEnding> Disk(CancellationToken over)
    {
        while (!await disk.IsOver(over))
            await Task.Delay(Every, clock, over);
        return new BoxEnding.DiskFull(limits.Disk);
    }
}
