using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>A process and everything that came from it, as it is at one moment. Asked for many times a second, so it reads no more than it must.</summary>
internal sealed record ProcessTree(IReadOnlyList<ProcessTree.Member> Members)
{
    private const int LongestStat = 1_024;
    private const int ShortList = 256;
    private static readonly long PageSize = Environment.SystemPageSize;

    /// <summary>Not every kernel says whom a thread has started.</summary>
    private static readonly bool TellsChildren = File.Exists("/proc/thread-self/children");

    public int Tasks => Members.Sum(member => member.Tasks);

    /// <summary>Counts what several of them share several times; so it is too high or right.</summary>
    public long ResidentMemory => Members.Sum(member => member.Resident);

    public static ProcessTree Of(int root)
    {
        Func<Member, IEnumerable<Member>> children = TellsChildren ? StartedBy : ByParent(All());
        var found = new Dictionary<int, Member>(); // Somebody may be seen twice, when who started it ends just now.
        var open = new Queue<Member>(Read(root) is { } first ? [first] : []);
        while (open.TryDequeue(out var member))
        {
            if (!found.TryAdd(member.Id, member))
                continue;
            foreach (var child in children(member))
                open.Enqueue(child);
        }

        return new ProcessTree([.. found.Values]);
    }

    /// <summary>Those of a session that its first process has begun: they stay in it when their parents are gone.</summary>
    public static ProcessTree OfSession(int session) => new([.. All().Where(member => member.Session == session)]);

    /// <summary>Whom of them a process has started or inherited, and who has not ended.</summary>
    public IReadOnlyList<Member> ChildrenOf(int parent) => [.. Members.Where(member => member.Parent == parent && !member.HasEnded)];

    /// <summary>What is shared is counted in parts. It takes the kernel some time, so it is asked only when it matters.</summary>
    public long ProportionalMemory() => Members.Sum(member => Proportional(member.Id) ?? member.Resident);

    /// <summary>What a process is called in the namespace it is in. There, whoever came first has the lowest number as long as it lives.</summary>
    public static int NumberInside(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
            return line is null ? int.MaxValue : Int(line.Split('\t')[^1]);
        }
        catch (IOException)
        {
            return int.MaxValue; // It has ended meanwhile.
        }
    }

    private static IEnumerable<Member> StartedBy(Member member) =>
        ThreadsOf(member).SelectMany(ChildrenOf).Select(Read).OfType<Member>();

    private static string[] ThreadsOf(Member member)
    {
        if (member.Tasks <= 1)
            return [$"/proc/{member.Id}/task/{member.Id}"];
        try
        {
            return Directory.GetDirectories($"/proc/{member.Id}/task");
        }
        catch (IOException)
        {
            return []; // It has ended meanwhile, and its children are somebody else's.
        }
    }

    private static IEnumerable<int> ChildrenOf(string thread)
    {
        try
        {
            using var file = File.OpenHandle($"{thread}/children");
            Span<byte> start = stackalloc byte[ShortList];
            var length = RandomAccess.Read(file, start, 0);
            return length == 0 ? []
                : Numbers(length < ShortList ? Encoding.ASCII.GetString(start[..length]) : File.ReadAllText($"{thread}/children"));
        }
        catch (IOException)
        {
            return []; // It has ended meanwhile, and its children are another thread's.
        }
    }

    private static IEnumerable<int> Numbers(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Int);

    private static Func<Member, IEnumerable<Member>> ByParent(IEnumerable<Member> all)
    {
        var children = all.ToLookup(member => member.Parent);
        return member => children[member.Id];
    }

    private static IEnumerable<Member> All() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0)
        .Select(Read)
        .OfType<Member>();

    private static Member? Read(int id)
    {
        try
        {
            using var file = File.OpenHandle($"/proc/{id}/stat");
            Span<byte> stat = stackalloc byte[LongestStat];
            return Read(id, stat[..RandomAccess.Read(file, stat, 0)]);
        }
        catch (IOException)
        {
            return null; // It has ended meanwhile.
        }
    }

    /// <summary>The name in brackets may hold anything; what is counted comes behind it.</summary>
    private static Member Read(int id, ReadOnlySpan<byte> stat)
    {
        var counted = stat[(stat.LastIndexOf((byte)')') + 2)..];
        Span<Range> fields = stackalloc Range[23];
        var next = 0;
        foreach (var field in counted.Split((byte)' '))
        {
            if (next == fields.Length)
                break;
            fields[next++] = field;
        }

        return new Member(
            id, Int(counted[fields[1]]), Int(counted[fields[3]]), Int(counted[fields[17]]), Int(counted[fields[21]]) * PageSize, (char)counted[0]);
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

    private static int Int(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int value, out _) ? value : 0;

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
