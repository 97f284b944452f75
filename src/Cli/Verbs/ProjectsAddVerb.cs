using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class ProjectsAddVerb
{
    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("name") { Description = "Lower-case letters, digits and hyphens; it becomes the site's host." };
        var gitUrl = new Option<string?>("--git-url") { Description = "The Git repository to build from." };
        var branch = new Option<string?>("--branch") { Description = "The branch that is production." };
        var root = new Option<string?>("--root") { Description = "The folder of the repository that the app is in." };
        var buildCommand = new Option<string?>("--build-command") { Description = "What builds it (else detected)." };
        var output = new Option<string?>("--output") { Description = "The folder that the build writes to (else detected)." };

        var submodules = new Option<bool>("--submodules") { Description = "Clone the repositories inside it as well." };
        var lfs = new Option<bool>("--lfs") { Description = "Bring its large files (LFS) as well." };

        var command = new Command("add", "Create a project, and print its id.") { name, gitUrl, branch, root, buildCommand, output, submodules, lfs };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var wanted = new NewProject
            {
                Name = ProjectName.Given(parse.GetValue(name)!),
                GitUrl = parse.GetValue(gitUrl),
                Branch = parse.GetValue(branch),
                RootDirectory = parse.GetValue(root),
                BuildCommand = parse.GetValue(buildCommand),
                OutputDirectory = parse.GetValue(output),
                GitSubmodules = parse.GetValue(submodules) ? true : null,
                GitLfs = parse.GetValue(lfs) ? true : null,
            };
            var project = await session.Client.CreateProjectAsync(wanted, ct);
            session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
            return ExitCode.Done;
        });
        return command;
    }
}
