using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MiniVercel.Gateway.Api.Described;

/// <summary>What is so of every field of the API, as programs are told it that make clients out of the description.</summary>
internal static class SchemaRules
{
    private const string Moment = "date-time";

    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        schema.Default = null; // what is left out is as the call says, not as its description was written
        if (context.JsonPropertyInfo is { } field)
            DescribeField(schema, field);
        if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, Moment);
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
            DescribeThing(schema, context.JsonTypeInfo.Type);
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Dictionary)
            schema.AdditionalProperties ??= new OpenApiSchema();
        return Task.CompletedTask;
    }

    public static OpenApiSchema OfQuery(string name) => name switch
    {
        "limit" => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = Input.Paging.Most.ToString(CultureInfo.InvariantCulture) },
        "after" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
        "wait" or "reveal" or "repositories" or "from_github" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        "since" or "until" => new OpenApiSchema { Type = JsonSchemaType.String, Format = Moment },
        "target" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["production", "preview"] },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void DescribeField(OpenApiSchema schema, JsonPropertyInfo field)
    {
        var isText = schema.Type is { } type && type.HasFlag(JsonSchemaType.String);
        if (isText && IsMoment(field.Name))
            schema.Format = Moment;
        if (field.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: false) is not [AllowedValuesAttribute words])
            return;
        if (isText)
            schema.Enum = Words(words, orNothing: schema.Type!.Value.HasFlag(JsonSchemaType.Null));
        else
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Words(words, orNothing: false) };
    }

    private static List<JsonNode> Words(AllowedValuesAttribute words, bool orNothing)
    {
        var all = words.Values.Select(word => (JsonNode)JsonValue.Create((string)word!)).ToList();
        return orNothing ? [.. all, JsonNullSentinel.JsonNull] : all;
    }

    /// <summary>In all of the API what is called so is a time.</summary>
    private static bool IsMoment(string name) => name is "at" or "lost_since" || name.EndsWith("_at", StringComparison.Ordinal);

    /// <summary>Of what is answered no field is ever left out. Where a constructor takes the fields, it says itself which may be.</summary>
    private static void DescribeThing(OpenApiSchema schema, Type thing)
    {
        if (thing.GetConstructor(Type.EmptyTypes) is not null)
            schema.Required = schema.Properties?.Keys.ToHashSet();
    }
}
