using System.Globalization;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>The command line that puts a command into a box: limits, the box's user, the walls, the command.</summary>
internal static class CommandLine
{
    public const string WorkspaceInside = "/workspace";
    public const string CacheInside = "/cache";
    public const string HomeInside = "/home/build";
    private const int User = 1000;

    /// <summary>The watch is to see that there are too many, and not only the command.</summary>
    public const int SpareTasks = 32;

    /// <summary>Runs inside: takes the environment, says that the box stands, becomes the command.</summary>
    private const string Begin = $". {Furniture.ControlInside}/environment && printf '\\006' && exec \"$@\" </dev/null";

    /// <summary>Parts of the system that a build reads beside /usr. Who has not one of them does without it.</summary>
    private static readonly string[] Settings =
        ["/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/pki/tls/certs", "/etc/pki/ca-trust", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"];

    /// <summary>What else the system has of its programs, beside /usr or as links into it.</summary>
    private static readonly string[] Tops = ["bin", "sbin", "lib", "lib32", "lib64"];

    private static readonly string[] OwnSettings = ["resolv.conf", "hosts", "nsswitch.conf", "passwd", "group"];

    public static IReadOnlyList<string> Of(
        IGround ground, IEnumerable<string> asUser, BoxLimits limits, IEnumerable<BoxFolder> folders, BoxCommand command) =>
    [
        .. ground.Enter,
        .. Limits(limits, ground.HasUserOfItsOwn),
        .. asUser,
        .. Walls(),
        .. System(),
        .. folders.SelectMany(folder => new[] { folder.Writable ? "--bind" : "--ro-bind", ground.PathOf(folder), folder.Inside }),
        .. OwnSettings.SelectMany(name => new[] { "--symlink", $"{Furniture.ControlInside}/{name}", $"/etc/{name}" }),
        "--remount-ro", "/",
        "--chdir", Path.Combine(WorkspaceInside, command.Folder),
        "--", "/bin/sh", "-c", Begin, "sh", .. command.Arguments,
    ];

    /// <summary>What the kernel counts per process or user; and if the machine runs out of memory, it is a box that goes first.</summary>
    public static IReadOnlyList<string> Limits(BoxLimits limits, bool hasUserOfItsOwn) =>
    [
        "env", "--default-signal", // What this process was told to ignore, a build may need.
        "choom", "-n", "1000", "--",
        "prlimit", .. hasUserOfItsOwn ? new[] { Limit("nproc", limits.Tasks + SpareTasks) } : [], Limit("fsize", limits.Disk), Limit("core", 0), "--",
    ];

    private static string[] Walls() =>
    [
        "bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--disable-userns",
        "--uid", Text(User), "--gid", Text(User), "--hostname", "box", "--cap-drop", "ALL", "--new-session", "--die-with-parent", "--seccomp", "0",
    ];

    /// <summary>What programs of the system need to run at all, to be read.</summary>
    public static IEnumerable<string> System() =>
    [
        "--ro-bind", "/usr", "/usr",
        .. Tops.SelectMany(Top),
        "--proc", "/proc", "--dev", "/dev", "--size", Text(64 << 20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
        .. Settings.SelectMany(path => new[] { "--ro-bind-try", path, path }),
    ];

    /// <summary>A name that leads into /usr leads there inside as well.</summary>
    private static string[] Top(string name) => new DirectoryInfo($"/{name}") switch
    {
        { LinkTarget: { } target } => ["--symlink", target.TrimStart('/'), $"/{name}"],
        { Exists: true } => ["--ro-bind", $"/{name}", $"/{name}"],
        _ => [],
    };

    private static string Limit(string what, long most) => $"--{what}={Text(most)}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
