using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Artifacts;

/// <summary>A second name for a file; the framework has none of its own.</summary>
internal static partial class HardLink
{
    public static void Create(string existing, string path)
    {
        if (Link(existing, path) != 0)
            throw new IOException($"Cannot link {path} to {existing}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);
}
