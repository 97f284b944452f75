using System.Text.Json;

namespace MiniVercel.Runtime;

/// <summary>
/// What is asked of a grain or an observer: a method and its arguments, and nothing of the asking.
/// The generator writes one sealed class per method, its arguments as properties, so that a request can travel.
/// </summary>
public abstract class GrainRequest
{
    public abstract string InterfaceName { get; }

    public abstract string MethodName { get; }

    /// <summary>How long its caller waits; null is the engine's own limit.</summary>
    public virtual TimeSpan? ResponseTimeout => null;

    /// <summary>Whether nobody waits for the answer.</summary>
    public virtual bool IsOneWay => false;

    /// <summary>Whether the method takes a token; only then is one made for it.</summary>
    public virtual bool AcceptsCancellation => false;

    public abstract Task InvokeAsync(object target, CancellationToken cancellationToken);

    public override string ToString() => $"{InterfaceName}.{MethodName}";

    /// <summary>Writes the value of a completed answer; nothing, when there is none.</summary>
    internal virtual void WriteResult(Utf8JsonWriter writer, Task result, JsonSerializerOptions options)
    {
    }
}

/// <summary>A request that is answered with a value.</summary>
public abstract class GrainRequest<TResult> : GrainRequest
{
    public abstract override Task<TResult> InvokeAsync(object target, CancellationToken cancellationToken);

    internal override void WriteResult(Utf8JsonWriter writer, Task result, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, ((Task<TResult>)result).Result, options);
}
