using System.CommandLine;

namespace MiniVercel.Cli.Verbs;

internal static class LogoutVerb
{
    public static Command Create(CommonOptions options)
    {
        var command = new Command("logout", "Forget the login at this server.");
        command.SetAction(parse =>
        {
            using var session = options.OpenWithoutToken(parse);
            session.Report.Say(session.Logins.Forget(session.Client.Server)
                ? $"Logged out at {session.Client.Server}. Its token is good until it is ended: ./minivercel tokens rm, or on the dashboard."
                : $"Nobody was logged in at {session.Client.Server}.");
            return ExitCode.Done;
        });
        return command;
    }
}
