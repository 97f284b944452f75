using MiniVercel.Ports;

namespace MiniVercel.Testing.Barriers;

/// <summary>Notes the way that work takes through a silo, by the failpoints it reaches.</summary>
public sealed class RecordedFailpoints : IFailpoints
{
    private readonly List<Failpoint> _reached = [];

    public void Reach(Failpoint failpoint)
    {
        lock (_reached)
            _reached.Add(failpoint);
    }

    /// <summary>The newest way from one place to another, both included; empty when nobody took one.</summary>
    public IReadOnlyList<Failpoint> LastWay(Failpoint from, Failpoint to)
    {
        lock (_reached)
        {
            var end = _reached.LastIndexOf(to);
            var start = end < 0 ? -1 : _reached.LastIndexOf(from, end);
            return start < 0 ? [] : _reached[start..(end + 1)];
        }
    }

    public void Forget()
    {
        lock (_reached)
            _reached.Clear();
    }
}
