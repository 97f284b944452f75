using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Runtime;

/// <summary>One state of one activation, bound to the storage that keeps it.</summary>
internal sealed class PersistentState<TState>(IGrainContext context, string name, string storageName) : IPersistentState<TState>
{
    private readonly GrainState<TState> _record = new(Empty());
    private readonly IGrainStorage _storage = context.ActivationServices.GetKeyedService<IGrainStorage>(storageName)
        ?? throw new InvalidOperationException(
            $"Grain {context.GrainId} keeps its state '{name}' in the storage '{storageName}', and no such storage is registered. " +
            $"Add it with services.AddKeyedSingleton<IGrainStorage, …>(\"{storageName}\").");

    public TState State { get => _record.State!; set => _record.State = value; }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) =>
        AccessAsync("read", _storage.ReadStateAsync, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        AccessAsync("write", _storage.WriteStateAsync, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) =>
        AccessAsync("clear", _storage.ClearStateAsync, cancellationToken);

    // As in Orleans, whatever a storage throws reaches the grain as an OrleansException, so that no grain depends on a database's own.
    private async Task AccessAsync(string verb, StorageOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            await operation(name, context.GrainId, _record, cancellationToken);
        }
        catch (Exception e) when (e is not OrleansException and not OperationCanceledException)
        {
            throw new OrleansException(
                $"Storage '{storageName}' could not {verb} the state '{name}' of grain {context.GrainId}: {e.Message}", e);
        }

        // A storage that found nothing may leave null behind; a grain never sees it.
        _record.State ??= Empty();
    }

    private static TState Empty() => typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null
        ? Activator.CreateInstance<TState>()
        : throw new InvalidOperationException(
            $"{typeof(TState)} cannot be a grain's state: it needs a public constructor without parameters, for when nothing is stored yet.");

    private delegate Task StorageOperation(
        string stateName, GrainId grainId, IGrainState<TState> record, CancellationToken cancellationToken);
}
