using System.CommandLine;
using System.Globalization;
using MiniVercel.Cli.Connection;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class LoginVerb
{
    private const int LongestToken = 4_096;
    private const int LongestWait = 60;

    public static Command Create(CommonOptions options)
    {
        var withToken = new Option<bool>("--with-token") { Description = "Read an API token from standard input instead of asking for it with a code." };
        var command = new Command("login", "Log this machine in: a code is shown, and typed in where you are logged in already.") { withToken };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.OpenWithoutToken(parse);
            var token = parse.GetValue(withToken)
                ? AccessToken.Checked(session.AskSecret("Paste the token, and press Enter: ", LongestToken), "standard input")
                : await ByCode(session, ct);
            using var client = new MiniVercelClient(session.Client.Server, token);
            var account = await client.GetAccountAsync(ct); // one that does not let in is not kept
            session.Logins.Keep(session.Client.Server, token);
            session.Report.Say($"Logged in at {session.Client.Server} as {account.Name}.");
            session.Report.Outcome(account.Email ?? account.Name, account, ApiJson.Default.Account);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ByCode(Session session, CancellationToken ct)
    {
        var login = await session.Client.BeginDeviceLoginAsync("Command line", ct);
        session.Report.Say($"Open {login.VerificationUrl}");
        session.Report.Say($"and let the code {login.UserCode} in. It is good for {(login.ExpiresIn / 60).ToString(CultureInfo.InvariantCulture)} minutes.");
        var pause = TimeSpan.FromSeconds(Math.Clamp(login.Interval, 1, LongestWait));
        while (true)
        {
            await Task.Delay(pause, session.Clock, ct);
            if (await session.Client.TakeDeviceTokenAsync(login.DeviceCode, ct) is { Token: { } token })
                return token;
        }
    }
}
