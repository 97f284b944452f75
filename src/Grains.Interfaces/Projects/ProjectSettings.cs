namespace MiniVercel.Projects;

/// <summary>What a person decides about a project.</summary>
[GenerateSerializer, Immutable]
public sealed record ProjectSettings(
    string Name,
    string? GitUrl = null,
    string Branch = ProjectSettings.DefaultBranch,
    string? RootDirectory = null,
    string? InstallCommand = null,
    string? BuildCommand = null,
    string? OutputDirectory = null,
    string? AppType = null,
    string? Domain = null)
{
    public const string DefaultBranch = "main";
}

/// <summary>What to build: an uploaded folder.</summary>
[GenerateSerializer, Immutable]
public sealed record BuildRequest(UploadId Upload, bool Production, bool Force, string? Branch, string? CommitSha);
