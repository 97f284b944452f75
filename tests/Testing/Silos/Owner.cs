using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniVercel.Testing.Silos;

/// <summary>A process that no other is mistaken for: a number comes again, the moment of the start with it does not.</summary>
internal readonly partial record struct Owner(int Pid, long StartedAt)
{
    public static Owner Self { get; } = new(Environment.ProcessId, StartOf(Environment.ProcessId)!.Value);

    public bool IsAlive => StartOf(Pid) == StartedAt;

    /// <summary>The owner that a folder's name speaks of; null where it speaks of none.</summary>
    public static Owner? Of(string folder) => Named.Match(folder) is { Success: true } match
        ? new Owner(int.Parse(match.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture), long.Parse(match.Groups["start"].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}-{StartedAt}");

    /// <summary>In ticks since the machine started; null where there is no such process.</summary>
    private static long? StartOf(int pid)
    {
        try
        {
            // The name in brackets may hold anything; the start is the twentieth field behind it.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"-(?<pid>\d{1,9})-(?<start>\d{1,18})-[0-9a-f]{8}\z")]
    private static partial Regex Named { get; }
}
