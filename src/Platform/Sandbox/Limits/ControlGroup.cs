using System.Globalization;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>The groups of one running command: none, one, or one of either version.</summary>
internal sealed class ControlGroup(string name, BoxLimits limits) : IDisposable
{
    private const int Tries = 50;
    private readonly List<string> _folders = [];
    private string? _counting;

    /// <summary>Makes it below another, too.</summary>
    /// <param name="parent">The other.</param>
    /// <param name="counts">Whether memory and tasks are counted there.</param>
    public void Join(string parent, bool counts)
    {
        _folders.Add(Directory.CreateDirectory(Path.Combine(parent, name)).FullName);
        if (counts)
            _counting = _folders[^1];
    }

    /// <summary>Says something about the one made last.</summary>
    public void Set(string file, string value) => File.WriteAllText(Path.Combine(_folders[^1], file), value);

    /// <summary>
    /// While the command waits to be fed, so that whatever it starts is in the groups as well. The walls may have started processes already,
    /// and one of them another before it was moved: so until there is none that was not.
    /// </summary>
    public void Confine(BoxProcess process)
    {
        var moved = new HashSet<int>();
        try
        {
            while (_folders.Count > 0 && ProcessTree.Of(process.Id).Members.Where(member => moved.Add(member.Id)).ToList() is { Count: > 0 } found)
            {
                foreach (var (member, folder) in found.SelectMany(member => _folders.Select(folder => (member, folder))))
                    File.WriteAllText(Path.Combine(folder, "cgroup.procs"), member.Id.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            process.Kill(); // It has ended already, or it must not go on without.
        }
    }

    /// <summary>The limit that the kernel has held, if it had to hold one.</summary>
    public BoxEnding? Held() =>
        Count("memory.events", "oom_kill") > 0 ? new BoxEnding.OutOfMemory(limits.Memory)
        : Count("pids.events", "max") > 0 ? new BoxEnding.TooManyTasks(limits.Tasks)
        : null;

    /// <summary>When nothing runs in it any more.</summary>
    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            for (var tries = 0; tries < Tries && !Removed(folder); tries++)
                Thread.Sleep(1); // A process that has ended may be in it for a moment still.
        }
    }

    /// <summary>Without walls, something may have got away and be in it for good.</summary>
    private static bool Removed(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private long Count(string file, string what) => _counting is null ? 0 : File.ReadLines(Path.Combine(_counting, file))
        .Select(line => line.Split(' '))
        .Where(words => words[0] == what)
        .Select(words => long.Parse(words[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
