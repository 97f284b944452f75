using System.Text.Json.Serialization;
using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli;

/// <summary>The documents that <c>--json</c> prints beyond the API's own nouns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(DeployOutcome))]
[JsonSerializable(typeof(ProjectLink))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<Project>))]
[JsonSerializable(typeof(IReadOnlyList<Build>))]
[JsonSerializable(typeof(IReadOnlyList<Variable>))]
[JsonSerializable(typeof(IReadOnlyList<Domain>))]
internal sealed partial class CliJson : JsonSerializerContext;
