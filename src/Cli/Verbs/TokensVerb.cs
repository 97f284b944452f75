using System.CommandLine;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class TokensVerb
{
    public static Command Create(CommonOptions options) =>
        new("tokens", "Manage API tokens, as a pipeline needs one.") { Ls(options), Add(options), Rm(options) };

    private static Command Ls(CommonOptions options)
    {
        var command = new Command("ls", "List the tokens.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var tokens = await session.Client.GetTokensAsync(ct);
            session.Report.Document(tokens, ApiJson.Default.PageApiToken, () => Tables.OfTokens(tokens.Items, session.Clock.GetUtcNow()));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Add(CommonOptions options)
    {
        var name = new Argument<string>("name") { Description = "What it is for." };
        var role = new Option<string?>("--role") { Description = "What it may do: read, deploy or admin (else deploy)." };
        role.AcceptOnlyFromAmong("read", "deploy", "admin");
        var days = new Option<int?>("--days") { Description = "For how many days it is good (else until it is ended)." };
        var command = new Command("add", "Make a token, and print it this once.") { name, role, days };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var wanted = new NewApiToken { Name = parse.GetValue(name)!, Role = parse.GetValue(role), ExpiresInDays = parse.GetValue(days) };
            var token = await session.Client.CreateTokenAsync(wanted, ct);
            session.Report.Outcome(token.Token, token, ApiJson.Default.ApiToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Rm(CommonOptions options)
    {
        var id = new Argument<string>("id") { Description = "The token's id, as ls shows it." };
        var command = new Command("rm", "End a token.") { id };
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            await session.Client.DeleteTokenAsync(parse.GetValue(id)!, ct);
            session.Report.Say($"{parse.GetValue(id)} lets nobody in any more.");
            return ExitCode.Done;
        });
        return command;
    }
}
