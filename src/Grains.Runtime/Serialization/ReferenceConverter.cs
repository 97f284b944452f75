using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniVercel.Runtime;

/// <summary>
/// A reference travels as an address: <c>kind/key</c> of a grain; for an observer, the process it lives in as well,
/// <c>observer/key|address</c>.
/// </summary>
internal sealed class ReferenceConverterFactory(GrainRuntime runtime) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsInterface && typeToConvert.IsAssignableTo(typeof(IAddressable));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ReferenceConverter<>).MakeGenericType(typeToConvert), runtime)!;
}

internal sealed class ReferenceConverter<T>(GrainRuntime runtime) : JsonConverter<T> where T : class, IAddressable
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString()!;
        var bar = text.LastIndexOf('|');
        var isObserver = bar >= 0 && typeof(T).IsAssignableTo(typeof(IGrainObserver));
        var home = isObserver ? SiloAddress.FromParsableString(text[(bar + 1)..]) : null;
        var id = GrainId.Parse(isObserver ? text[..bar] : text);
        return (T)(object)GrainProxies.Create(typeof(T)).Bind(runtime, id, runtime.IsHere(home) ? null : home);
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (value is IGrainObserver and not GrainReference)
        {
            throw new ArgumentException(
                $"{value.GetType()} is an observer itself; give the grain a reference to it, made with CreateObjectReference.");
        }

        var id = value.GetGrainId();
        // An observer of this process is written with the address that it has now: a silo that rejoined has another than when it was made.
        writer.WriteStringValue(ObserverRegistry.Owns(id) ? $"{id}|{((GrainReference)(object)value).Home ?? runtime.Address}" : id.ToString());
    }
}
