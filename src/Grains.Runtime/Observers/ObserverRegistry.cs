using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace MiniVercel.Runtime;

/// <summary>The observers of this process, by the id in their references. None is kept alive by being here.</summary>
internal sealed class ObserverRegistry(int mailboxCapacity)
{
    private static readonly GrainType Kind = GrainType.Create("observer");
    private readonly ConcurrentDictionary<GrainId, ObserverMailbox> _byReference = new();

    // One mailbox per object, however many references it has: its calls come one at a time.
    private readonly ConditionalWeakTable<IGrainObserver, ObserverMailbox> _byObserver = [];

    public static bool Owns(GrainId id) => id.Type == Kind;

    public GrainId Add(IGrainObserver observer)
    {
        var id = GrainId.Create(Kind, Guid.NewGuid().ToString("N"));
        _byReference[id] = _byObserver.GetValue(observer, it => new ObserverMailbox(it, mailboxCapacity));
        return id;
    }

    public void Remove(GrainId id) => _byReference.TryRemove(id, out _);

    public void Deliver(Call call)
    {
        if (!_byReference.TryGetValue(call.Target, out var mailbox)) call.Fail(ObserverMailbox.Gone(call));
        else if (!mailbox.TryPost(call)) call.Fail(new LimitExceededException(
            $"{call.Request} was refused: {mailboxCapacity} calls already wait for the observer {call.Target}."));
    }

    /// <summary>Forgets the references whose observer was garbage collected.</summary>
    public void Sweep()
    {
        foreach (var (id, mailbox) in _byReference)
        {
            if (mailbox.IsAbandoned) _byReference.TryRemove(id, out _);
        }
    }
}
