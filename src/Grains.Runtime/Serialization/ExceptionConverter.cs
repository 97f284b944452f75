using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniVercel.Runtime;

/// <summary>An exception as it travels: what it was, what it said, where it was thrown, and what caused it.</summary>
internal sealed class ExceptionConverter(KnownExceptions known) : JsonConverter<Exception>
{
    private const int MaxDepth = 8;

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(Exception));

    public override Exception Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rebuild(JsonSerializer.Deserialize<Wire>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, Exception value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Describe(value, depth: 0), options);

    private static Wire Describe(Exception thrown, int depth)
    {
        var inner = thrown.InnerException is { } cause && depth < MaxDepth ? Describe(cause, depth + 1) : null;
        var (type, message) = thrown is RemoteGrainException remote
            ? (remote.OriginalType, remote.OriginalMessage)
            : (thrown.GetType().FullName!, thrown.Message);
        var stale = thrown as InconsistentStateException;
        return new Wire(type, message, thrown.StackTrace, inner, stale?.StoredEtag, stale?.CurrentEtag);
    }

    private Exception Rebuild(Wire wire)
    {
        var inner = wire.Inner is null ? null : Rebuild(wire.Inner);
        var rebuilt = wire.Type == typeof(InconsistentStateException).FullName
            // Its own activation has heard of it, over there.
            ? new InconsistentStateException(wire.Message, wire.StoredEtag, wire.CurrentEtag, inner) { IsSourceActivation = false }
            : known.Build(wire.Type, wire.Message, inner) ?? new RemoteGrainException(wire.Type, wire.Message, inner);
        return wire.Stack is null ? rebuilt : ExceptionDispatchInfo.SetRemoteStackTrace(rebuilt, wire.Stack);
    }

    private sealed record Wire(string Type, string Message, string? Stack, Wire? Inner, string? StoredEtag, string? CurrentEtag);
}
