namespace MiniVercel.Runtime;

/// <summary>The base of generated proxies: a name, and the way to it. Two references to one grain are equal.</summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private GrainRuntime _runtime = null!;

    public GrainId GrainId { get; private set; }

    /// <summary>The process that an observer lives in; null for this one, and for grains, which may live anywhere.</summary>
    internal SiloAddress? Home { get; private set; }

    internal GrainReference Bind(GrainRuntime runtime, GrainId id, SiloAddress? home)
    {
        (_runtime, GrainId, Home) = (runtime, id, home);
        return this;
    }

    protected Task<TResult> SendAsync<TResult>(GrainRequest<TResult> request, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<TResult>(cancellationToken);
        var call = new ResultCall<TResult>(GrainId, request) { Home = Home };
        _runtime.Send(call, cancellationToken);
        return call.Result;
    }

    protected Task SendAsync(GrainRequest request, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled(cancellationToken);
        if (request.IsOneWay)
        {
            SendOneWay(request);
            return Task.CompletedTask;
        }

        var call = new VoidCall(GrainId, request) { Home = Home };
        _runtime.Send(call, cancellationToken);
        return call.Result;
    }

    protected void SendOneWay(GrainRequest request) => _runtime.Deliver(new OneWayCall(GrainId, request, _runtime.Logger) { Home = Home });

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{nameof(GrainReference)}:{GrainId}";
}
