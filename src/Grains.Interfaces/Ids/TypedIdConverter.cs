using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniVercel;

/// <summary>A typed id is a plain string wherever it is written down.</summary>
public sealed class TypedIdConverter<TId> : JsonConverter<TId>
    where TId : struct, ITypedId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TId.From(reader.GetString() ?? throw new JsonException($"A {typeof(TId).Name} is a string."));

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
