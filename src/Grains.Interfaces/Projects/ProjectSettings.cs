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
    string? Domain = null,
    bool GitSubmodules = false,
    bool GitLfs = false,
    int? RetentionDays = null)
{
    public const string DefaultBranch = "main";

    public const int MostRetentionDays = 3650;
}

/// <summary>
/// The settings that a change names, each with what it becomes; what it does not name stays as it is when the change
/// arrives, so that two changes made at once both stand.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record ProjectPatch(
    NewValue? Name = null,
    NewValue? GitUrl = null,
    NewValue? Branch = null,
    NewValue? RootDirectory = null,
    NewValue? InstallCommand = null,
    NewValue? BuildCommand = null,
    NewValue? OutputDirectory = null,
    NewValue? AppType = null,
    NewValue? Domain = null,
    bool? GitSubmodules = null,
    bool? GitLfs = null,
    NewDays? RetentionDays = null)
{
    public ProjectSettings ApplyTo(ProjectSettings settings) => new(
        Name?.Text ?? settings.Name,
        GitUrl is null ? settings.GitUrl : GitUrl.Text,
        Branch is null ? settings.Branch : Branch.Text ?? ProjectSettings.DefaultBranch,
        RootDirectory is null ? settings.RootDirectory : RootDirectory.Text,
        InstallCommand is null ? settings.InstallCommand : InstallCommand.Text,
        BuildCommand is null ? settings.BuildCommand : BuildCommand.Text,
        OutputDirectory is null ? settings.OutputDirectory : OutputDirectory.Text,
        AppType is null ? settings.AppType : AppType.Text,
        Domain is null ? settings.Domain : Domain.Text,
        GitSubmodules ?? settings.GitSubmodules,
        GitLfs ?? settings.GitLfs,
        RetentionDays is null ? settings.RetentionDays : RetentionDays.Days);
}

/// <summary>What a setting becomes; no text clears it, or brings its default back.</summary>
[GenerateSerializer, Immutable]
public sealed record NewValue(string? Text);

/// <summary>The number of days that a setting becomes; none brings its default back.</summary>
[GenerateSerializer, Immutable]
public sealed record NewDays(int? Days);

/// <summary>What to build: an uploaded folder, or without one the project's repository.</summary>
[GenerateSerializer, Immutable]
public sealed record BuildRequest(UploadId? Upload, bool Production, bool Force, string? Branch, string? CommitSha);
