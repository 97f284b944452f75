using System.CommandLine;
using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

/// <summary>The secret itself is read from standard input: an argument is seen by everybody on the machine, and kept by the shell.</summary>
internal static class ProjectsCredentialVerb
{
    private const int LongestSecret = 64 * 1024;

    public static Command Create(CommonOptions options)
    {
        var name = new Argument<string>("name") { Description = "The project." };
        var kind = new Argument<string>("token|deploy-key|rm") { Description = "What standard input holds, or rm to take it away." };
        kind.AcceptOnlyFromAmong("token", "deploy-key", "rm");
        var user = new Option<string?>("--username") { Description = "The user beside a token, where the server asks for a particular one." };

        var command = new Command("credential", "Let a project into its private repository.") { name, kind, user };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var project = await ProjectLookup.FindAsync(session, parse.GetValue(name), ct);
            if (parse.GetValue(kind) == "rm")
            {
                await session.Client.DeleteGitCredentialAsync(project.Id, ct);
                session.Report.Outcome(project.Id, project, ApiJson.Default.Project);
                return ExitCode.Done;
            }

            var secret = session.AskSecret("Paste it, and press Enter (better: pipe it in): ", LongestSecret);
            if (string.IsNullOrWhiteSpace(secret))
                throw new UsageException("Nothing was given on standard input. Pipe the secret in: ./minivercel projects credential shop token < token-file");
            var isToken = parse.GetValue(kind) == "token";
            var given = new NewGitCredential
            {
                Token = isToken ? secret.Trim() : null,
                Username = parse.GetValue(user),
                DeployKey = isToken ? null : secret,
            };
            var credential = await session.Client.PutGitCredentialAsync(project.Id, given, ct);
            session.Report.Outcome(credential.Origin, credential, ApiJson.Default.GitCredential);
            return ExitCode.Done;
        });
        return command;
    }
}
