using System.Diagnostics;
using System.Globalization;

namespace MiniVercel.Testing.Silos;

/// <summary>
/// Stops processes where they stand, as a host without processor to spare does: they keep everything they hold, do nothing, and
/// later go on as if no time had passed.
/// </summary>
public static class Pausing
{
    /// <summary>Returns when none of them moves any more: whoever ended of itself meanwhile does not either.</summary>
    public static async Task Pause(IReadOnlyCollection<int> processes, CancellationToken limit)
    {
        await Send("-STOP", processes);
        foreach (var process in processes)
            await Paused(process, limit);
    }

    public static Task Resume(IReadOnlyCollection<int> processes) => Send("-CONT", processes);

    /// <summary>Returns when somebody, or the process itself, has paused it.</summary>
    public static async Task Paused(int process, CancellationToken limit)
    {
        while (!IsPaused(process))
            await Task.Delay(5, limit);
    }

    /// <summary>The letter after the name, which stands in parentheses and may contain anything. One that ended stays a zombie under a parent that is paused.</summary>
    private static bool IsPaused(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat") is var state && state[state.LastIndexOf(')') + 2] is 'T' or 'Z';
        }
        catch (IOException)
        {
            return true; // Gone.
        }
    }

    private static async Task Send(string signal, IReadOnlyCollection<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }
}
