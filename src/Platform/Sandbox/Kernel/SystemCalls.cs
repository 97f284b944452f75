using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>The system's own calls for namespaces, mounts and owners, which the framework does not have.</summary>
internal static partial class SystemCalls
{
    public const int NewMounts = 0x0002_0000;
    public const int NewNetwork = 0x4000_0000;

    private const int ReadOnlyCloseOnExec = 0x8_0000;
    private const ulong Private = 1 << 18, Recursive = 1 << 14, Bind = 1 << 12, NoSuid = 1 << 1, NoDevices = 1 << 2;
    private const long CallCloseRange = 436;
    private const uint CloseOnExec = 4;
    private const long CallProcessOpen = 434, CallGetDescriptor = 438;

    /// <summary>The calling thread alone gets namespaces of its own.</summary>
    public static void Unshare(int flags) => Check(CallUnshare(flags), "make namespaces");

    /// <summary>A hold on one of the calling thread's namespaces.</summary>
    public static SafeFileHandle OpenNamespace(string kind)
    {
        var descriptor = CallOpen($"/proc/thread-self/ns/{kind}", ReadOnlyCloseOnExec);
        Check(descriptor, $"open the namespace {kind}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>What is mounted from now on in this thread's namespace is not seen outside.</summary>
    public static void KeepMountsToOneself() => Check(CallMount("none", "/", null, Private | Recursive, null), "keep mounts private");

    public static void MountTemporary(string path, string options) =>
        Check(CallMount("tmpfs", path, "tmpfs", NoSuid | NoDevices, options), $"mount a tmpfs at {path}");

    public static void MountAlso(string from, string at) => Check(CallMount(from, at, null, Bind, null), $"mount {from} at {at}");

    public static void ChangeOwner(string path, int user) => Check(CallLchown(path, user, user), $"give {path} to user {user}");

    /// <summary>From now on the calling thread is in that network, and so is what it makes there.</summary>
    public static void EnterNetwork(SafeFileHandle network) => Check(CallSetNamespace(network, NewNetwork), "enter a box's network");

    public static void AskToEnd(int process) => _ = CallKill(process, 15);

    public static void Kill(int process) => _ = CallKill(process, 9); // One that is gone already is what was wanted.

    /// <summary>What this process was started with open is not for those that it starts. What it opens itself never is.</summary>
    public static void KeepDescriptorsToOneself() => _ = CallSystem(CallCloseRange, 3, uint.MaxValue, CloseOnExec);

    /// <summary>A hold on a process, whatever its number is given to later.</summary>
    public static SafeFileHandle OpenProcess(int process)
    {
        var descriptor = (int)CallSystem(CallProcessOpen, (uint)process, 0, 0);
        Check(descriptor, $"get hold of process {process}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>What another process has open, here as well. It is not for those that this process starts.</summary>
    public static int TakeDescriptor(SafeFileHandle process, int number)
    {
        var descriptor = (int)CallSystem(CallGetDescriptor, (uint)process.DangerousGetHandle(), (uint)number, 0);
        Check(descriptor, "take over a socket");
        return descriptor;
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new IOException($"Cannot {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int CallUnshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int CallSetNamespace(SafeFileHandle handle, int kind);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallMount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallLchown(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int CallKill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long CallSystem(long number, uint first, uint second, uint third);
}
