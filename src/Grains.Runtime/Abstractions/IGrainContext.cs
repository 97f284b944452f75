namespace MiniVercel.Runtime;

/// <summary>One life of a grain in memory, as its code sees it.</summary>
public interface IGrainContext
{
    GrainId GrainId { get; }

    /// <summary>The grain object, once it is built.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation: a scope of its own.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when this activation has ended. Never await it inside its own turn.</summary>
    Task Deactivated { get; }

    /// <summary>Ends this activation once its current turn is over; asking twice is asking once.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
