using System.Diagnostics;
using System.Globalization;

namespace MiniVercel.Bench.Builds;

/// <summary>What a process takes from now on, by the kernel's own count.</summary>
internal sealed class ProcessUse
{
    private readonly int _process;
    private readonly long _memoryBefore;
    private readonly TimeSpan _processorBefore;

    private ProcessUse(int process)
    {
        _process = process;
        _memoryBefore = Memory("VmRSS");
        _processorBefore = ProcessorTime;
    }

    /// <summary>The most that it has taken at once, beyond what it had.</summary>
    public long MemoryGrownBy => Memory("VmHWM") - _memoryBefore;

    public TimeSpan Processor => ProcessorTime - _processorBefore;

    private TimeSpan ProcessorTime => Process.GetProcessById(_process).TotalProcessorTime;

    public static ProcessUse Watch(int process)
    {
        File.WriteAllText($"/proc/{process}/clear_refs", "5"); // The highest begins anew where it is now.
        return new ProcessUse(process);
    }

    private long Memory(string name)
    {
        var line = File.ReadLines($"/proc/{_process}/status").First(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return 1_024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
