namespace MiniVercel.Runtime;

/// <summary>What the engine asks of a grain class; <see cref="Grain"/> is the usual way to answer.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
