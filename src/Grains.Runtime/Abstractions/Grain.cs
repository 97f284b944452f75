using Microsoft.Extensions.DependencyInjection;

// The parameter names are Orleans' own, there as here.
#pragma warning disable CA1725

namespace MiniVercel.Runtime;

/// <summary>The base of grain classes. One request at a time runs in it; nothing else touches its fields.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Null only in a grain that a test built with <c>new</c>.</summary>
    public IGrainContext GrainContext { get; } = Activation.UnderConstruction!;

    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>Runs before the first request, after the state was read; if it throws, the waiting requests fail with that.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs once, after the last turn. A crash skips it, so nothing may depend on it.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after the current turn; requests that wait run on the next one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);
}
