using System.Globalization;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>A process and everything that came from it, as it is at one moment.</summary>
internal sealed record ProcessTree(IReadOnlyList<ProcessTree.Member> Members)
{
    private static readonly long PageSize = Environment.SystemPageSize;

    public int Tasks => Members.Sum(member => member.Tasks);

    /// <summary>Counts what several of them share several times; so it is too high or right.</summary>
    public long ResidentMemory => Members.Sum(member => member.Resident);

    public static ProcessTree Of(int root)
    {
        var children = All().ToLookup(member => member.Parent);
        var found = new List<Member>();
        var open = new Queue<Member>(children.SelectMany(family => family).Where(member => member.Id == root));
        while (open.TryDequeue(out var member))
        {
            found.Add(member);
            foreach (var child in children[member.Id])
                open.Enqueue(child);
        }

        return new ProcessTree(found);
    }

    /// <summary>Those of a session that its first process has begun: they stay in it when their parents are gone.</summary>
    public static ProcessTree OfSession(int session) => new([.. All().Where(member => member.Session == session)]);

    /// <summary>What is shared is counted in parts. It takes the kernel some time, so it is asked only when it matters.</summary>
    public long ProportionalMemory() => Members.Sum(member => Proportional(member.Id) ?? member.Resident);

    private static IEnumerable<Member> All() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0)
        .Select(Read)
        .OfType<Member>();

    private static Member? Read(int id)
    {
        try
        {
            // The name in brackets may hold anything; what is counted comes behind it.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new Member(id, Int(fields[1]), Int(fields[3]), Int(fields[17]), Int(fields[21]) * PageSize, fields[0][0]);
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private static long? Proportional(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : Int(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024L;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <param name="Id">Its number.</param>
    /// <param name="Parent">The number of who started it, or of who has inherited it.</param>
    /// <param name="Session">The number of the process that began its session.</param>
    /// <param name="Tasks">How many threads it has.</param>
    /// <param name="Resident">How many bytes of memory it has.</param>
    /// <param name="State">Z has ended, and waits to be noticed.</param>
    internal sealed record Member(int Id, int Parent, int Session, int Tasks, long Resident, char State)
    {
        public bool HasEnded => State is 'Z' or 'X';
    }
}
