using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MiniVercel.Runtime;

/// <summary>How arguments and results are written between processes: plain JSON, by property, of types both ends name themselves.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Create(GrainRuntime runtime)
    {
        var options = new JsonSerializerOptions
        {
            IncludeFields = true, // tuples
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepArguments, CloseHierarchy } },
        };
        options.Converters.Add(new ReferenceConverterFactory(runtime));
        options.Converters.Add(new ExceptionConverter(new KnownExceptions(runtime.Classes.Assemblies)));
        options.Converters.Add(new GrainIdConverter());
        options.Converters.Add(new SiloAddressConverter());
        return options;
    }

    // Of a request only its arguments travel; what else it says, the generator wrote on both ends.
    private static void KeepArguments(JsonTypeInfo info)
    {
        if (!info.Type.IsAssignableTo(typeof(GrainRequest))) return;
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (info.Properties[i].Set is null) info.Properties.RemoveAt(i);
        }
    }

    // An abstract record whose cases are nested in it is a closed set: the case's name is enough, and nothing else can be named.
    private static void CloseHierarchy(JsonTypeInfo info)
    {
        var type = info.Type;
        if (type == typeof(object)) throw Refused(type);
        if (info.Kind is not JsonTypeInfoKind.Object || !type.IsAbstract) return;
        var cases = type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(it => it.IsSealed && it.IsAssignableTo(type));
        var closed = new JsonPolymorphismOptions { UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        foreach (var one in cases) closed.DerivedTypes.Add(new JsonDerivedType(one, one.Name));
        if (closed.DerivedTypes.Count == 0) throw Refused(type);
        info.PolymorphismOptions = closed;
    }

    private static NotSupportedException Refused(Type type) => new(
        $"{type} cannot travel between processes: it does not say what it may be. Use a sealed record, or an abstract one with its cases nested in it.");

    private sealed class GrainIdConverter : JsonConverter<GrainId>
    {
        public override GrainId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            GrainId.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, GrainId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class SiloAddressConverter : JsonConverter<SiloAddress>
    {
        public override SiloAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            SiloAddress.FromParsableString(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, SiloAddress value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToParsableString());
    }
}
