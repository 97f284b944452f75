using System.Text.Json.Serialization;
using MiniVercel.Cli.Deploying;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>The documents that <c>--json</c> prints beyond the API's own nouns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(DeployOutcome))]
[JsonSerializable(typeof(IReadOnlyList<Project>))]
[JsonSerializable(typeof(IReadOnlyList<Build>))]
[JsonSerializable(typeof(IReadOnlyList<Variable>))]
internal sealed partial class CliJson : JsonSerializerContext;
