using System.Collections.Concurrent;

namespace MiniVercel.Runtime.Tests;

/// <summary>State in memory, versioned like a database row; a test may hold the next write back.</summary>
public sealed class MemoryStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), (object? State, int Version)> _rows = new();

    /// <summary>Awaited before each write.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    public Exception? ReadFailure { get; set; }

    public void WriteBehindItsBack<T>(string name, GrainId id, T state) =>
        _rows.AddOrUpdate((name, id), _ => (state, 1), (_, row) => (state, row.Version + 1));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (ReadFailure is not null) throw ReadFailure;
        var found = _rows.TryGetValue((stateName, grainId), out var row);
        (grainState.State, grainState.ETag, grainState.RecordExists) = found
            ? ((T)row.State!, $"{row.Version}", true)
            : (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await BeforeWrite();
        lock (_rows)
        {
            var stored = _rows.TryGetValue((stateName, grainId), out var row) ? $"{row.Version}" : null;
            if (stored != grainState.ETag) throw new InconsistentStateException("The row was written by someone else.", stored, grainState.ETag);
            _rows[(stateName, grainId)] = (grainState.State, row.Version + 1);
            (grainState.ETag, grainState.RecordExists) = ($"{row.Version + 1}", true);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove((stateName, grainId), out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }
}
