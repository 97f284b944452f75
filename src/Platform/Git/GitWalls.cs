using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Bubblewrap;

namespace MiniVercel.Platform.Git;

/// <summary>
/// What goes before git on a line: walls around the programs of the system, its own closed folder and the one it writes to, with
/// nothing else of this machine's files behind them. Its helpers end with it and all of them with this process, however that
/// ends: a server that feeds one of them slowly could keep it for weeks.
/// </summary>
/// <param name="level">What this machine has for boxes, it has for git.</param>
internal sealed class GitWalls(BoxLevel level)
{
    public IEnumerable<string> Around(GitHome home) => level switch
    {
        // Root stays who it is, without its powers: repositories of the operator may be closed to others.
        BoxLevel.Bubblewrap => Walls(home, []),
        BoxLevel.UserNamespaces => Walls(home, ["--unshare-user", "--disable-userns"]),
        _ => ["setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"],
    };

    private IEnumerable<string> Walls(GitHome home, string[] users) =>
    [
        "bwrap", .. users, "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--new-session", "--die-with-parent",
        "--cap-drop", "ALL", .. Powers(home), .. CommandLine.System(), "--ro-bind-try", "/etc/passwd", "/etc/passwd", // ssh asks who it is
        .. home.Rooms.SelectMany(Bind), "--remount-ro", "/", "--chdir", home.Folder, "--",
    ];

    private static string[] Bind((string Path, bool Writable) room) => [room.Writable ? "--bind" : "--ro-bind-try", room.Path, room.Path];

    private string[] Powers(GitHome home) =>
        home.Address.IsFile && level == BoxLevel.Bubblewrap ? ["--cap-add", "CAP_DAC_READ_SEARCH"] : [];
}
