using System.Collections.Concurrent;

namespace MiniVercel.Runtime.Tests;

public interface IRecordingGrain : IGrainWithStringKey
{
    Task Call(int id);

    Task Yield(int id);

    Task Write(int id);

    Task Cancelable(int id, CancellationToken cancellationToken);

    Task End(int id);

    Task GoStale(int id);

    [OneWay]
    Task Shout(int id);
}

/// <summary>What happened to recording grains, and every promise that was broken on the way.</summary>
public sealed class Record
{
    private int _inside;

    public ConcurrentQueue<int> Ran { get; } = new();

    public ConcurrentQueue<string> Broken { get; } = new();

    public ConcurrentQueue<string> Lives { get; } = new();

    /// <summary>A turn (or the beginning or end of a life) enters the grain; nothing else may be in it, in whatever activation.</summary>
    public void Enter(string what)
    {
        if (Interlocked.Increment(ref _inside) != 1) Broken.Enqueue($"{what} ran beside another turn");
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    public void Require(bool holds, string otherwise)
    {
        if (!holds) Broken.Enqueue(otherwise);
    }
}

/// <summary>A grain that does a little of everything, and records each turn.</summary>
public sealed class RecordingGrain(Record record, [PersistentState("writes", "memory")] IPersistentState<CounterState> state) : Grain, IRecordingGrain
{
    private bool _active;
    private bool _over;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        record.Lives.Enqueue("begins");
        record.Enter("activation");
        this.RegisterGrainTimer(() => TurnAsync(null, Task.CompletedTask), new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await Task.Yield();
        _active = true;
        record.Leave();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        record.Lives.Enqueue("ends");
        record.Enter("deactivation");
        record.Require(_active && !_over, "it ended twice, or before it began");
        _over = true;
        await Task.Yield();
        record.Leave();
    }

    public Task Call(int id) => TurnAsync(id, Task.CompletedTask);

    public Task Yield(int id) => TurnAsync(id, Task.Run(() => { }, CancellationToken.None));

    public Task Write(int id) => TurnAsync(id, null);

    public Task Cancelable(int id, CancellationToken cancellationToken) => TurnAsync(id, Task.CompletedTask);

    public Task Shout(int id) => TurnAsync(id, Task.CompletedTask);

    public async Task End(int id)
    {
        await TurnAsync(id, Task.CompletedTask);
        DeactivateOnIdle();
    }

    public async Task GoStale(int id)
    {
        await TurnAsync(id, Task.CompletedTask);
        throw new InconsistentStateException("stale");
    }

    // Null writes the state: the schedule may hold that write back for as long as it likes.
    private async Task TurnAsync(int? id, Task? work)
    {
        record.Enter($"turn {id}");
        record.Require(_active, $"turn {id} ran before its activation");
        record.Require(!_over, $"turn {id} ran after its activation's end");
        if (id is { } number) record.Ran.Enqueue(number);
        if (work is null)
        {
            state.State = state.State with { Count = state.State.Count + 1 };
            work = state.WriteStateAsync();
        }

        await work;
        record.Leave();
    }
}
