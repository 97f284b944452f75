using MiniVercel.Ports;

namespace MiniVercel.Bench.Engine;

/// <summary>A grain that does nothing: what is left is the call.</summary>
public interface IIdleGrain : IGrainWithStringKey
{
    Task<long> Echo(long value);
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    public Task<long> Echo(long value) => Task.FromResult(value);
}

/// <summary>A grain that writes its record with every call, through the storage that all grains use.</summary>
public interface IWritingGrain : IGrainWithStringKey
{
    Task Write(long value);
}

public sealed class WritingGrain([PersistentState("projects", "platform")] IPersistentState<BenchRecord> stored)
    : StatefulGrain<BenchRecord>(stored), IWritingGrain
{
    public Task Write(long value) => Commit(State with { Value = value });
}

public sealed record BenchRecord : IGrainRecord
{
    public long Value { get; init; }
    public string Text { get; init; } = BenchText.Of200;
    public TeamId Team => TeamId.Default;
    public TimeSpan? WakeIn => null;
}

internal static class BenchText
{
    /// <summary>About as much as a build's record holds.</summary>
    public static readonly string Of200 = new('x', 200);
}
