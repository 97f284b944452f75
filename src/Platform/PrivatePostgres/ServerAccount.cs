using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>The user that the server runs as. PostgreSQL refuses root, so root hands it to a user with fewer rights.</summary>
internal sealed record ServerAccount(string Uid, string Gid, bool IsAnother)
{
    private const string OwnUser = "minivercel";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<ServerAccount> Choose(string cluster, CancellationToken cancellationToken)
    {
        var owner = Directory.Exists(cluster) ? await OwnerOf(cluster, cancellationToken) : null;
        if (!Environment.IsPrivilegedProcess)
        {
            var myself = await Myself(cancellationToken);
            return owner is null || owner.Uid == myself.Uid
                ? myself
                : throw new PostgresFailedException(
                    $"The database in {cluster} belongs to the user with id {owner.Uid}. Start Mini Vercel as that user or as root, " +
                    "or give it another folder with --data.");
        }

        // Whoever has the files goes on as their owner, even if another user is installed since.
        if (owner is not null && owner.Uid != "0")
            return owner;

        return await Named("postgres", cancellationToken)
            ?? await Named(OwnUser, cancellationToken)
            ?? await Create(cancellationToken);
    }

    /// <summary>
    /// A program as this user, with nothing of our own environment: secrets that were meant for us stay ours. In a session of its
    /// own: a Ctrl-C in the terminal is ours to answer, and ends none of the server's programs in the middle of its work.
    /// </summary>
    public ProcessStartInfo AsThisUser(string program, IEnumerable<string> arguments, string folder)
    {
        string[] asAnother = IsAnother ? ["setpriv", "--reuid", Uid, "--regid", Gid, "--clear-groups", "--no-new-privs"] : [];
        var info = new ProcessStartInfo("setsid", [.. asAnother, program, .. arguments]) { WorkingDirectory = folder };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    private static async Task<ServerAccount> Myself(CancellationToken cancellationToken)
    {
        var uid = await Command.Run(new ProcessStartInfo("id", ["-u"]), Patience, cancellationToken: cancellationToken);
        var gid = await Command.Run(new ProcessStartInfo("id", ["-g"]), Patience, cancellationToken: cancellationToken);
        return new ServerAccount(uid.Output, gid.Output, IsAnother: false);
    }

    private static async Task<ServerAccount?> Named(string user, CancellationToken cancellationToken)
    {
        var uid = await Command.Run(new ProcessStartInfo("id", ["-u", user]), Patience, cancellationToken: cancellationToken);
        var gid = await Command.Run(new ProcessStartInfo("id", ["-g", user]), Patience, cancellationToken: cancellationToken);
        return uid.Succeeded && gid.Succeeded ? new ServerAccount(uid.Output, gid.Output, IsAnother: true) : null;
    }

    private static async Task<ServerAccount?> OwnerOf(string path, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("stat", ["-c", "%u %g", path]);
        var answer = await Command.Run(info, Patience, cancellationToken: cancellationToken);
        return answer.Succeeded && answer.Output.Split(' ') is [var uid, var gid]
            ? new ServerAccount(uid, gid, IsAnother: Environment.IsPrivilegedProcess)
            : null;
    }

    private static async Task<ServerAccount> Create(CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("useradd",
            ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", OwnUser]);
        var answer = await Command.Run(info, Patience, cancellationToken: cancellationToken);
        return await Named(OwnUser, cancellationToken) ?? throw new PostgresFailedException(
            $"PostgreSQL must not run as root, and the user {OwnUser} could not be created: {answer.Output}");
    }
}
