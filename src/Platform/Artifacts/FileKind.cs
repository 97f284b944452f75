using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Artifacts;

/// <summary>
/// What lies under a name, found out without opening it: to open a pipe is to wait for whoever is at its other end, and the
/// framework takes pipes and devices for files.
/// </summary>
public static partial class FileKind
{
    private const int AtWorkingFolder = -100;
    private const int NotThroughLinks = 0x100;
    private const uint TypeOnly = 1;
    private const int TypeMask = 0xF000, RegularFile = 0x8000;

    public static bool IsRegularFile(string path)
    {
        if (Ask(AtWorkingFolder, path, NotThroughLinks, TypeOnly, out var answer) != 0)
            throw new IOException($"'{path}' cannot be looked at: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        return (answer.Mode & TypeMask) == RegularFile;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, out Answer answer);

    /// <summary>The kernel's own layout, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Answer
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
