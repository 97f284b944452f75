using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniVercel.Client;

/// <summary>How the API's nouns look as JSON, generated at build time so that a short command need not reflect.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(NewProject))]
[JsonSerializable(typeof(Page<Project>))]
[JsonSerializable(typeof(ProjectTransfer))]
[JsonSerializable(typeof(NewGitCredential))]
[JsonSerializable(typeof(GitCredential))]
[JsonSerializable(typeof(Variable))]
[JsonSerializable(typeof(NewVariables))]
[JsonSerializable(typeof(Page<Variable>))]
[JsonSerializable(typeof(Domain))]
[JsonSerializable(typeof(NewDomain))]
[JsonSerializable(typeof(Page<Domain>))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(NewApiToken))]
[JsonSerializable(typeof(Page<ApiToken>))]
[JsonSerializable(typeof(DeviceLogin))]
[JsonSerializable(typeof(NewDeviceLogin))]
[JsonSerializable(typeof(DeviceSecret))]
[JsonSerializable(typeof(DeviceToken))]
[JsonSerializable(typeof(Rotation))]
[JsonSerializable(typeof(SecretKeys))]
[JsonSerializable(typeof(Build))]
[JsonSerializable(typeof(NewBuild))]
[JsonSerializable(typeof(Page<Build>))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(NewDeployment))]
[JsonSerializable(typeof(Page<Deployment>))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(LogStatus))]
[JsonSerializable(typeof(Upload))]
[JsonSerializable(typeof(UploadManifest))]
public sealed partial class ApiJson : JsonSerializerContext;
