using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>The numbers of the calls that <see cref="ClosedDoors"/> speaks of. They differ from one architecture to the next.</summary>
/// <param name="Audit">The architecture's own number.</param>
/// <param name="Forbidden">Calls that are refused.</param>
/// <param name="Absent">Calls that are said not to exist, so that programs take the older way: its arguments can be looked at, or it is safer.</param>
/// <param name="Sockets">The calls that make sockets.</param>
/// <param name="Fork">The call that makes processes.</param>
/// <param name="Ioctl">The call that controls devices.</param>
internal sealed record CallNumbers(uint Audit, uint[] Forbidden, uint[] Absent, uint[] Sockets, uint Fork, uint Ioctl)
{
    /// <summary>The same everywhere: clone3, then io_uring's three.</summary>
    private static readonly uint[] AbsentEverywhere = [435, 425, 426, 427];

    /// <summary>The same everywhere: the mount calls since 5.2, pidfd_getfd, mount_setattr, quotactl_fd.</summary>
    private static readonly uint[] ForbiddenEverywhere = [428, 429, 430, 431, 432, 433, 438, 442, 443];

    private static readonly CallNumbers Intel = new(
        0xc000_003e,
        [
            .. ForbiddenEverywhere,
            165, 166, 155, 161, 272, 308, // mount, umount2, pivot_root, chroot, unshare, setns
            167, 168, 169, 246, 320, 175, 313, 176, // swapon, swapoff, reboot, kexec, modules
            163, 179, 164, 227, 159, 305, 172, 173, // acct, quotactl, clocks, iopl, ioperm
            321, 298, 323, 248, 249, 250, // bpf, perf_event_open, userfaultfd, keys
            304, 303, 212, 180, 103, 153, // file handles, lookup_dcookie, nfsservctl, syslog, vhangup
            312, 279, 256, 101, 310, 311, 300, // kcmp, pages of others, ptrace, memory of others, fanotify_init
            170, 171, 134, 154, // sethostname, setdomainname, uselib, modify_ldt
        ],
        AbsentEverywhere, Sockets: [41, 53], Fork: 56, Ioctl: 16);

    private static readonly CallNumbers Arm = new(
        0xc000_00b7,
        [
            .. ForbiddenEverywhere,
            40, 39, 41, 51, 97, 268,
            224, 225, 142, 104, 294, 105, 273, 106,
            89, 60, 170, 112, 171, 266,
            280, 241, 282, 217, 218, 219,
            265, 264, 18, 42, 116, 58,
            272, 239, 238, 117, 270, 271, 262,
            161, 162,
        ],
        AbsentEverywhere, Sockets: [198, 199], Fork: 220, Ioctl: 29);

    public static CallNumbers For(Architecture architecture) => architecture switch
    {
        Architecture.X64 => Intel,
        Architecture.Arm64 => Arm,
        _ => throw new BoxUnavailableException($"The kernel's doors cannot be closed on {architecture}: the numbers of its calls are not known here."),
    };
}
