using MiniVercel.Gateway.Api.Input;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

/// <summary>Reads a project's settings from a body.</summary>
internal static class ProjectInput
{
    private static readonly string[] GitUrlNames = ["git_url", "github_url", "git_repo_url"];

    /// <summary>The settings of a new project: what is left out has its default.</summary>
    public static ProjectSettings ReadNew(Fields fields)
    {
        if (!fields.Has("name"))
            fields.Refuse("name", "It is required.");
        return ReadPatch(fields).ApplyTo(new ProjectSettings(""));
    }

    /// <summary>What the body changes: what it leaves out is not part of it.</summary>
    public static ProjectPatch ReadPatch(Fields fields)
    {
        NewValue? Named(string name, Func<string, string?> check, bool required = false) =>
            fields.Has(name) ? new NewValue(fields.Text(name, null, check, required)) : null;

        var patch = new ProjectPatch(
            Named("name", Rules.ProjectName, required: true),
            Named(GitUrlNames.FirstOrDefault(fields.Has) ?? GitUrlNames[0], Rules.GitUrl),
            Named("branch", Rules.Branch),
            Named("root_directory", Rules.RelativePath),
            Named("install_command", Rules.Command),
            Named("build_command", Rules.Command),
            Named("output_directory", Rules.RelativePath),
            Named("app_type", Rules.AppType),
            Named("domain", Rules.Domain));
        fields.ThrowIfRefused();
        return patch;
    }
}
