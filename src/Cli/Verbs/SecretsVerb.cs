using System.CommandLine;
using MiniVercel.Client;

namespace MiniVercel.Cli.Verbs;

internal static class SecretsVerb
{
    public static Command Create(CommonOptions options) => new("secrets", "For operators: the keys that secrets are sealed under.") { Ls(options), Rotate(options) };

    private static Command Ls(CommonOptions options)
    {
        var command = new Command("ls", "List the keys that secrets lie under; one that is not listed is not needed any more.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var keys = await session.Client.GetSecretKeysAsync(ct);
            session.Report.Document(keys, ApiJson.Default.SecretKeys, () => Tables.OfSecretKeys(keys));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Rotate(CommonOptions options)
    {
        var command = new Command("rotate", "Seal every secret under the newest key. It may be broken off, and goes on where it was.");
        command.SetAction(async (parse, ct) =>
        {
            using var session = options.Open(parse);
            var resealed = 0L;
            Rotation part;
            do
            {
                part = await session.Client.RotateSecretsAsync(ct);
                resealed += part.Resealed;
                session.Report.Say($"{resealed} sealed anew, {part.Remaining} left.");
            }
            while (part.Resealed > 0 && part.Remaining > part.Unreadable);

            if (part.Remaining > 0)
                throw new CommandFailedException($"{part.Remaining} secrets could not be read: give the server the key they lie under as well. ./minivercel secrets ls names it.");
            session.Report.Outcome(part.KeyId, part with { Resealed = resealed }, ApiJson.Default.Rotation);
            return ExitCode.Done;
        });
        return command;
    }
}
