using System.Buffers;

namespace MiniVercel.Silo.Logs;

/// <summary>
/// All that is to be found, as one automaton (Aho and Corasick's): each byte is looked at once, however many patterns there are. A state is
/// the longest end of what was read that some pattern begins with.
/// </summary>
public sealed class SecretPatterns
{
    private const int None = -1;

    private readonly List<Node> _nodes = [new Node()];
    private readonly int[] _first = new int[256];

    public SecretPatterns(IEnumerable<byte[]> patterns)
    {
        Array.Fill(_first, None);
        foreach (var pattern in patterns)
            Add(pattern);
        Link();
        Beginnings = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => _first[b] != None).Select(b => (byte)b)]);
    }

    public bool IsEmpty => _nodes.Count == 1;

    /// <summary>What a pattern can begin with: anything else is passed over in one go.</summary>
    public SearchValues<byte> Beginnings { get; }

    public int Next(int state, byte read)
    {
        for (; ; state = _nodes[state].Fail)
        {
            if (Child(state, read) is not None and var child)
                return child;
            if (state == 0)
                return 0;
        }
    }

    /// <summary>How much of what was read may still become a pattern.</summary>
    public int Depth(int state) => _nodes[state].Depth;

    /// <summary>The longest pattern that ends here; 0 where none does.</summary>
    public int Longest(int state) => _nodes[state].Longest;

    private void Add(byte[] pattern)
    {
        var state = 0;
        foreach (var part in pattern)
        {
            var child = Child(state, part);
            state = child == None ? Grow(state, part) : child;
        }

        _nodes[state].Longest = pattern.Length;
    }

    private int Grow(int state, byte part)
    {
        var child = _nodes.Count;
        _nodes.Add(new Node { Part = part, Depth = _nodes[state].Depth + 1, Sibling = _nodes[state].Child });
        _nodes[state].Child = child;
        if (state == 0)
            _first[part] = child;
        return child;
    }

    /// <summary>Each state learns where to go on when nothing follows it: breadth first, so that shorter ones are known.</summary>
    private void Link()
    {
        var open = new Queue<int>(Children(0));
        while (open.TryDequeue(out var state))
        {
            foreach (var child in Children(state))
            {
                _nodes[child].Fail = Next(_nodes[state].Fail, _nodes[child].Part);
                _nodes[child].Longest = Math.Max(_nodes[child].Longest, _nodes[_nodes[child].Fail].Longest);
                open.Enqueue(child);
            }
        }
    }

    private int Child(int state, byte part)
    {
        if (state == 0)
            return _first[part];
        var child = _nodes[state].Child;
        while (child != None && _nodes[child].Part != part)
            child = _nodes[child].Sibling;
        return child;
    }

    private IEnumerable<int> Children(int state)
    {
        for (var child = _nodes[state].Child; child != None; child = _nodes[child].Sibling)
            yield return child;
    }

    private sealed class Node
    {
        public byte Part;
        public int Depth;
        public int Child = None;
        public int Sibling = None;
        public int Fail;
        public int Longest;
    }
}
