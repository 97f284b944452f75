using System.CommandLine;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class WhoamiVerb
{
    public static Command Create(CommonOptions options)
    {
        var command = new Command("whoami", "Print whom the server takes you for.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var account = await session.Client.GetAccountAsync(ct);
            session.Report.Outcome(account.Email ?? account.Name, account, ApiJson.Default.Account);
            return ExitCode.Done;
        });
        return command;
    }
}
