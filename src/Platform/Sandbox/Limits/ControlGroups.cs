using System.Globalization;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>Where the kernel counts memory and tasks of many processes together, and lets this process have it done (cgroup v2).</summary>
internal sealed class ControlGroups(string parent)
{
    /// <summary>The nearest group above this process that hands both out. A group with processes of its own cannot.</summary>
    public static ControlGroups? OfMachine()
    {
        try
        {
            var own = File.ReadLines("/proc/self/cgroup").First(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
            var mount = File.ReadLines("/proc/self/mountinfo").First(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal)).Split(' ')[4];
            for (var path = mount + own.TrimEnd('/'); path.StartsWith(mount, StringComparison.Ordinal); path = Path.GetDirectoryName(path)!)
            {
                if (HandsOut(path) && new ControlGroups(path).Works())
                    return new ControlGroups(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // There are no such groups here, or they are not for this process: then a watch does the counting.
        }

        return null;
    }

    public ControlGroup Make(BoxLimits limits, int spareTasks)
    {
        var group = new ControlGroup(Directory.CreateDirectory(Path.Combine(parent, $"minivercel-box-{Guid.NewGuid():n}")).FullName, limits);
        try
        {
            group.Write("memory.max", limits.Memory.ToString(CultureInfo.InvariantCulture));
            group.Write("memory.oom.group", "1");
            group.Write("pids.max", (limits.Tasks + spareTasks).ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    private static bool HandsOut(string path) =>
        File.ReadAllText(Path.Combine(path, "cgroup.subtree_control")).Split([' ', '\n']) is var controllers
        && controllers.Contains("memory") && controllers.Contains("pids");

    private bool Works()
    {
        try
        {
            Make(new BoxLimits(), 0).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>The group of one running command.</summary>
internal sealed class ControlGroup(string path, BoxLimits limits) : IDisposable
{
    public void Add(int process) => Write("cgroup.procs", process.ToString(CultureInfo.InvariantCulture));

    /// <summary>The limit that the kernel has held, if it had to hold one.</summary>
    public BoxEnding? Held() =>
        Count("memory.events", "oom_kill") > 0 ? new BoxEnding.OutOfMemory(limits.Memory)
        : Count("pids.events", "max") > 0 ? new BoxEnding.TooManyTasks(limits.Tasks)
        : null;

    public void Write(string file, string value) => File.WriteAllText(Path.Combine(path, file), value);

    /// <summary>When nothing runs in it any more; a group that is not empty cannot be removed.</summary>
    public void Dispose() => Directory.Delete(path);

    private long Count(string file, string what) => File.ReadLines(Path.Combine(path, file))
        .Select(line => line.Split(' '))
        .Where(words => words[0] == what)
        .Select(words => long.Parse(words[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
