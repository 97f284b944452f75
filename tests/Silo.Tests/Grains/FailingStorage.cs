using System.Collections.Concurrent;

namespace MiniVercel.Silo.Tests.Grains;

/// <summary>Storage in memory that fails on demand, before it has written or after.</summary>
public sealed class FailingStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, object?> _rows = new();

    public Exception? FailsBefore { get; set; }

    public Exception? FailsAfter { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_rows.TryGetValue(grainId, out var row))
            grainState.State = (T?)row;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (FailsBefore is not null)
            return Task.FromException(FailsBefore);
        _rows[grainId] = grainState.State;
        return FailsAfter is null ? Task.CompletedTask : Task.FromException(FailsAfter);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
