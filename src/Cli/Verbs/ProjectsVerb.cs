using System.CommandLine;

namespace MiniVercel.Cli.Verbs;

internal static class ProjectsVerb
{
    public static Command Create(CommonOptions options)
    {
        var ls = new Command("ls", "List the projects.");
        ls.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            await LsVerb.ListProjectsAsync(session, ct);
            return ExitCode.Done;
        });
        return new Command("projects", "List, create, hand over or delete projects.")
        {
            ls, ProjectsAddVerb.Create(options), ProjectsRmVerb.Create(options), ProjectsCredentialVerb.Create(options), ProjectsTransferVerb.Create(options),
        };
    }
}
