namespace MiniVercel.Runtime;

/// <summary>A stored record: read it, change <see cref="IStorage{T}.State"/>, write it.</summary>
public interface IStorage
{
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    Task WriteStateAsync();

    Task ReadStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}

/// <summary>
/// The state that a grain's constructor asks for with <see cref="PersistentStateAttribute"/>; it is read before the grain
/// activates.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;

[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    /// <summary>The key under which the <see cref="IGrainStorage"/> is registered; <c>Default</c> when absent.</summary>
    public string? StorageName { get; } = storageName;
}
