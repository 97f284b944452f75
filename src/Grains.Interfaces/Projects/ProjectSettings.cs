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
    int? RetentionDays = null,
    string HealthPath = ProjectSettings.DefaultHealthPath,
    int AppMemoryMb = ProjectSettings.DefaultAppMemoryMb,
    double? AppCpus = null,
    int AppProcesses = ProjectSettings.DefaultAppProcesses,
    bool AutoActivate = true)
{
    public const string DefaultBranch = "main";

    public const int MostRetentionDays = 3650;

    public const string DefaultHealthPath = "/";

    public const int LeastAppMemoryMb = 64, DefaultAppMemoryMb = 1_024, MostAppMemoryMb = 16_384;

    public const double LeastAppCpus = 0.1, MostAppCpus = 64;

    public const int LeastAppProcesses = 16, DefaultAppProcesses = 512, MostAppProcesses = 8_192;
}

/// <summary>
/// The settings that a change names, each with what it becomes; what it does not name stays as it is when the change
/// arrives, so that two changes made at once both stand.
/// </summary>
/// <param name="Seen">When the settings were last changed, as whoever changes them now has read it; nothing where they did not look.</param>
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
    NewNumber? RetentionDays = null,
    NewValue? HealthPath = null,
    NewNumber? AppMemoryMb = null,
    NewShare? AppCpus = null,
    NewNumber? AppProcesses = null,
    bool? AutoActivate = null,
    DateTimeOffset? Seen = null)
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
        RetentionDays is null ? settings.RetentionDays : RetentionDays.Number,
        HealthPath is null ? settings.HealthPath : HealthPath.Text ?? ProjectSettings.DefaultHealthPath,
        AppMemoryMb is null ? settings.AppMemoryMb : AppMemoryMb.Number ?? ProjectSettings.DefaultAppMemoryMb,
        AppCpus is null ? settings.AppCpus : AppCpus.Number,
        AppProcesses is null ? settings.AppProcesses : AppProcesses.Number ?? ProjectSettings.DefaultAppProcesses,
        AutoActivate ?? settings.AutoActivate);
}

/// <summary>What a setting becomes; no text clears it, or brings its default back.</summary>
[GenerateSerializer, Immutable]
public sealed record NewValue(string? Text);

/// <summary>The whole number that a setting becomes; none brings its default back.</summary>
[GenerateSerializer, Immutable]
public sealed record NewNumber(int? Number);

/// <summary>The number, whole or not, that a setting becomes; none clears it.</summary>
[GenerateSerializer, Immutable]
public sealed record NewShare(double? Number);

/// <summary>What to build: an uploaded folder, or without one the project's repository.</summary>
/// <param name="Team">Whose project it is as far as whoever asks knows: they may do so there.</param>
/// <param name="IsForeign">Somebody has written it who has no part in the project: it is given none of its secrets.</param>
[GenerateSerializer, Immutable]
public sealed record BuildRequest(TeamId Team, UploadId? Upload, bool Production, bool Force, string? Branch, string? CommitSha, bool IsForeign = false);
