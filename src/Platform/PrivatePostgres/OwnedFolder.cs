using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>A folder that belongs to the server's user and is closed to everyone else.</summary>
internal static class OwnedFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task Create(string folder, ServerAccount account, CancellationToken cancellationToken)
    {
        string[] owner = account.IsAnother ? ["-o", account.Uid, "-g", account.Gid] : [];
        var info = new ProcessStartInfo("install", ["-d", "-m", "0700", .. owner, "--", folder]);
        var answer = await Command.Run(info, Patience, cancellationToken: cancellationToken);
        if (!answer.Succeeded)
            throw new PostgresFailedException($"The folder {folder} could not be created: {answer.Output}");
    }

    /// <summary>True when it really is that user's own folder: not a link, not someone else's, not open.</summary>
    public static async Task<bool> Is(string folder, ServerAccount account, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("stat", ["-c", "%u %a %F", "--", folder]);
        var answer = await Command.Run(info, Patience, cancellationToken: cancellationToken);
        return answer.Succeeded && answer.Output == $"{account.Uid} 700 directory";
    }
}
