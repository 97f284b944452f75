using System.Runtime.ExceptionServices;
using MiniVercel.Ports;

namespace MiniVercel;

/// <summary>A grain with one stored record, and the one way to change it.</summary>
public abstract class StatefulGrain<TState>(IPersistentState<TState> stored) : Grain
    where TState : class, IGrainRecord, new()
{
    protected bool Exists => stored.RecordExists;

    protected TState State => stored.State;

    /// <summary>
    /// Writes the next state; only then may others be told of it. When the write fails nobody here knows what is
    /// stored, so the old state comes back and the activation goes: the next call reads afresh.
    /// </summary>
    protected async Task Commit(TState next)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception e)
        {
            stored.State = before;
            DeactivateOnIdle();
            if (e.InnerException is DuplicateKeyException taken)
                ExceptionDispatchInfo.Throw(taken); // engines wrap what storage says; this a grain can act on
            throw;
        }
    }
}
