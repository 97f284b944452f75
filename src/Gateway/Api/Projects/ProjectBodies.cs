using System.ComponentModel.DataAnnotations;
using MiniVercel.Gateway.Api.Described;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>A project as it is sent to be changed: what is left out stays, and null brings a default back.</summary>
internal sealed record ProjectBody(
    string Name = "", string? GitUrl = null, string? Branch = null, string? RootDirectory = null, string? InstallCommand = null, string? BuildCommand = null,
    string? OutputDirectory = null, [property: AppTypes] string? AppType = null, string? Domain = null, bool GitSubmodules = false, bool GitLfs = false,
    int? RetentionDays = null, string? HealthPath = null, int? AppMemoryMb = null, double? AppCpus = null, int? AppProcesses = null,
    bool AutoActivate = true);

internal sealed record NewProjectBody(
    string Name, string? TeamId = null, string? GitUrl = null, string? Branch = null, string? RootDirectory = null, string? InstallCommand = null,
    string? BuildCommand = null, string? OutputDirectory = null, [property: AppTypes] string? AppType = null, string? Domain = null, bool GitSubmodules = false,
    bool GitLfs = false, int? RetentionDays = null, string? HealthPath = null, int? AppMemoryMb = null, double? AppCpus = null, int? AppProcesses = null,
    bool AutoActivate = true);

/// <summary>Either a token or a key; or what the caller lets us do at GitHub.</summary>
internal sealed record GitCredentialBody(string? Token = null, string? Username = null, string? DeployKey = null, bool FromGithub = false);

internal sealed record GitCredentialAnswer(
    [property: AllowedValues("token", "deploy_key")] string Kind, string Origin, string Username, string UpdatedAt);

/// <param name="TeamId">Whose it is to be from now on.</param>
internal sealed record TransferBody(string TeamId);
