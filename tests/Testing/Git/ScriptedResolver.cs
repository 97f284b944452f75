using System.Collections.Concurrent;
using System.Net;
using MiniVercel.Platform.Network;

namespace MiniVercel.Testing.Git;

/// <summary>A name server that says what it is told, and another thing the next time if it is told two.</summary>
public sealed class ScriptedResolver : IHostResolver
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<IReadOnlyList<IPAddress>>> _answers = new();

    /// <summary>The last of these is what it goes on saying.</summary>
    public ScriptedResolver Say(string host, params string[][] answers)
    {
        _answers[host] = new ConcurrentQueue<IReadOnlyList<IPAddress>>(answers.Select(a => a.Select(IPAddress.Parse).ToList()));
        return this;
    }

    public Task<IReadOnlyList<IPAddress>> Find(string host, CancellationToken cancellationToken)
    {
        if (!_answers.TryGetValue(host, out var answers))
            return Task.FromResult<IReadOnlyList<IPAddress>>([]);
        if (answers.Count > 1 && answers.TryDequeue(out var next))
            return Task.FromResult(next);
        return Task.FromResult(answers.TryPeek(out var last) ? last : []);
    }
}
