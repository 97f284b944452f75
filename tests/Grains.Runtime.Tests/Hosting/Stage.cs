using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MiniVercel.Runtime.Tests;

/// <summary>Where tests and grains meet: grains say what happens to them, tests wait for it and open gates that grains wait at.</summary>
public sealed class Stage
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();

    /// <summary>Everything that was said so far, in order.</summary>
    public ConcurrentQueue<string> Script { get; } = new();

    /// <summary>What an <see cref="ActorGrain"/> does when it activates and deactivates.</summary>
    public Func<ActorGrain, CancellationToken, Task>? OnActivate { get; set; }

    public Func<ActorGrain, CancellationToken, Task>? OnDeactivate { get; set; }

    /// <summary>What a timer's tick does between "tick" and "tock".</summary>
    public Func<string, CancellationToken, Task> OnTick { get; set; } = (_, _) => Task.CompletedTask;

    public void Say(string line)
    {
        Script.Enqueue(line);
        _said.Writer.TryWrite(line);
    }

    /// <summary>Waits until <paramref name="line"/> is said; what is said before it is passed over.</summary>
    public async Task Hear(string line)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await _said.Reader.ReadAsync(limit.Token) != line)
        {
        }
    }

    /// <summary>A gate that is shut until <see cref="Open"/>.</summary>
    public Task Gate(string name) => Of(name).Task;

    public void Open(string name) => Of(name).TrySetResult();

    private TaskCompletionSource Of(string name) =>
        _gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
