using System.Globalization;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>
/// Where the kernel counts what many processes take together, and lets this process have it done: memory and tasks in cgroup v2;
/// processors there, or in v1 where that has them.
/// </summary>
internal sealed class ControlGroups
{
    private const int Period = 100_000;
    private const int LeastQuota = 1_000;

    private readonly string? _counting;
    private readonly string? _sharing;
    private readonly bool _sharesInSame;

    private ControlGroups(string? counting, string? sharing) =>
        (_counting, _sharing, _sharesInSame) = (counting, sharing, counting is not null && HandsOut(counting, "cpu"));

    public static ControlGroups OfMachine() => new(
        Nearest("cgroup2", "", path => HandsOut(path, "memory") && HandsOut(path, "pids") && Works(new ControlGroups(path, null))),
        Nearest("cgroup", "cpu", path => Works(new ControlGroups(null, path))));

    public ControlGroup Make(BoxLimits limits, int spareTasks)
    {
        var group = new ControlGroup($"minivercel-box-{Guid.NewGuid():n}", limits);
        try
        {
            if (_counting is not null)
            {
                group.Join(_counting, counts: true);
                group.Set("memory.max", Text(limits.Memory));
                group.Set("memory.oom.group", "1");
                group.Set("pids.max", Text(limits.Tasks + spareTasks));
            }

            if (limits.Cpu is { } cores)
                Share(group, Text(Math.Max(LeastQuota, (long)(cores * Period))));
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    private void Share(ControlGroup group, string quota)
    {
        if (_sharesInSame)
        {
            group.Set("cpu.max", $"{quota} {Text(Period)}");
        }
        else if (_sharing is not null)
        {
            group.Join(_sharing, counts: false);
            group.Set("cpu.cfs_period_us", Text(Period));
            group.Set("cpu.cfs_quota_us", quota);
        }
    }

    /// <summary>The nearest group at or above this process's own that will do. One of v2 with processes of its own does not.</summary>
    /// <param name="kind">The kind of file system.</param>
    /// <param name="controller">What is counted in it; nothing for v2, where it is all in one.</param>
    /// <param name="willDo">Tries it.</param>
    private static string? Nearest(string kind, string controller, Func<string, bool> willDo)
    {
        try
        {
            var own = File.ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).First(fields => fields[1].Split(',').Contains(controller))[2];
            var mount = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(" - "))
                .First(halves => halves[1].Split(' ') is [var type, _, var options] && type == kind && (controller.Length == 0 || options.Split(',').Contains(controller)))[0]
                .Split(' ')[4];
            for (var path = mount + own.TrimEnd('/'); path.StartsWith(mount, StringComparison.Ordinal); path = Path.GetDirectoryName(path)!)
            {
                if (willDo(path))
                    return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // There are no such groups here, or they are not for this process: then a watch does the counting.
        }

        return null;
    }

    private static bool HandsOut(string path, string controller) =>
        File.ReadAllText(Path.Combine(path, "cgroup.subtree_control")).Split([' ', '\n']).Contains(controller);

    private static bool Works(ControlGroups groups)
    {
        try
        {
            groups.Make(new BoxLimits { Cpu = 0.01 }, 0).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
