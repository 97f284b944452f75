using MiniVercel.Gateway.Api.Input;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>Reads a project's settings from a body: what is left out stays as it was.</summary>
internal static class ProjectInput
{
    private static readonly string[] GitUrlNames = ["git_url", "github_url", "git_repo_url"];

    public static ProjectSettings Read(Fields fields, ProjectSettings? current)
    {
        var gitUrlName = GitUrlNames.FirstOrDefault(fields.Has) ?? GitUrlNames[0];
        var settings = new ProjectSettings(
            fields.Text("name", current?.Name, Rules.ProjectName, required: current is null) ?? "",
            fields.Text(gitUrlName, current?.GitUrl, Rules.GitUrl),
            fields.Text("branch", current?.Branch ?? ProjectSettings.DefaultBranch, Rules.Branch) ?? ProjectSettings.DefaultBranch,
            fields.Text("root_directory", current?.RootDirectory, Rules.RelativePath),
            fields.Text("install_command", current?.InstallCommand, Rules.Command),
            fields.Text("build_command", current?.BuildCommand, Rules.Command),
            fields.Text("output_directory", current?.OutputDirectory, Rules.RelativePath),
            fields.Text("app_type", current?.AppType, Rules.AppType),
            fields.Text("domain", current?.Domain, Rules.Domain));
        if (current is not null && fields.Has("name") && settings.Name.Length == 0)
            fields.Refuse("name", "It must not be null.");

        fields.ThrowIfRefused();
        return settings;
    }
}
