using MiniVercel.Gateway.Api.Described;
using MiniVercel.Surveys;

namespace MiniVercel.Gateway.Api.Surveys;

/// <param name="AppType">The preset that fits.</param>
/// <param name="IsServer">Whether a program would answer for it, and not files.</param>
/// <param name="PackageManager">What installs its packages; null where none are needed.</param>
/// <param name="CommitSha">Which state of the repository was looked at; like the branch null for a folder.</param>
internal sealed record SurveyAnswer(
    [property: AppTypes] string AppType, bool IsServer, string? PackageManager, string? InstallCommand, string? BuildCommand, string OutputDirectory,
    string? Branch, string? CommitSha, string? CommitMessage)
{
    public static SurveyAnswer Of(Survey.Seen seen) => new(
        seen.Preset, seen.IsServer, seen.Manager, seen.Install, seen.Build, seen.Output, seen.Commit?.Branch, seen.Commit?.Sha, seen.Commit?.Message);
}
