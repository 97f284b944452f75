using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace MiniVercel.Runtime;

/// <summary>Which activation a grain has right now: at most one.</summary>
internal sealed class GrainDirectory
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();

    public ICollection<Activation> All => _activations.Values;

    public int Count => _activations.Count;

    public bool TryFind(GrainId id, [NotNullWhen(true)] out Activation? activation) => _activations.TryGetValue(id, out activation);

    public bool TryAdd(Activation activation) => _activations.TryAdd(activation.GrainId, activation);

    /// <summary>Puts <paramref name="successor"/>, or nobody, in the place of an activation that has ended.</summary>
    public void Replace(Activation ended, Activation? successor)
    {
        if (successor is null) _activations.TryRemove(new(ended.GrainId, ended));
        else _activations.TryUpdate(ended.GrainId, successor, ended);
    }
}
