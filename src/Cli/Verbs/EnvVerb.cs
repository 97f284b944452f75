using System.CommandLine;

namespace MiniVercel.Cli.Verbs;

internal static class EnvVerb
{
    public static Command Create(CommonOptions options)
    {
        var project = new Option<string?>("--project") { Description = "The project (else the one named like the folder).", Recursive = true };
        return new Command("env", "List, add, remove or fetch a project's environment variables.")
        {
            project, EnvLsVerb.Create(options, project), EnvAddVerb.Create(options, project), EnvRmVerb.Create(options, project), EnvPullVerb.Create(options, project),
        };
    }
}
