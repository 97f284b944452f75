using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>Reads a project's settings from a body.</summary>
internal static class ProjectInput
{
    private static readonly string[] GitUrlNames = ["git_url", "github_url", "git_repo_url"];

    /// <summary>The settings of a new project: what is left out has its default.</summary>
    public static async Task<ProjectSettings> ReadNew(Fields fields, GitDoor door, CancellationToken cancellationToken)
    {
        if (!fields.Has("name"))
            fields.Refuse("name", "It is required.");
        return (await ReadPatch(fields, door, cancellationToken)).ApplyTo(new ProjectSettings(""));
    }

    /// <summary>What the body changes: what it leaves out is not part of it.</summary>
    public static async Task<ProjectPatch> ReadPatch(Fields fields, GitDoor door, CancellationToken cancellationToken)
    {
        NewValue? Named(string name, Func<string, string?> check, bool required = false) =>
            fields.Has(name) ? new NewValue(fields.Text(name, null, check, required)) : null;

        bool? Flag(string name) => fields.Has(name) ? fields.Flag(name, otherwise: false) : null;

        NewDays? Days(string name) =>
            !fields.Has(name) ? null : new NewDays(fields.IsNull(name) ? null : (int)fields.Number(name, 0, ProjectSettings.MostRetentionDays));

        var gitUrl = GitUrlNames.FirstOrDefault(fields.Has) ?? GitUrlNames[0];
        var patch = new ProjectPatch(
            Named("name", Rules.ProjectName, required: true),
            Named(gitUrl, GitAddress.Complaint),
            Named("branch", GitRef.Complaint),
            Named("root_directory", Rules.RelativePath),
            Named("install_command", Rules.Command),
            Named("build_command", Rules.Command),
            Named("output_directory", Rules.RelativePath),
            Named("app_type", Rules.AppType),
            Named("domain", Rules.Domain),
            Flag("git_submodules"),
            Flag("git_lfs"),
            Days("retention_days"));
        if (patch.GitUrl?.Text is { } url && await door.Complaint(url, cancellationToken) is { } closed)
            fields.Refuse(gitUrl, closed);
        fields.ThrowIfRefused();
        return patch;
    }
}
