using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Artifacts;

/// <summary>The system's own calls on names: the framework links nothing, and follows a link where it should move it.</summary>
internal static partial class FileNames
{
    /// <summary>Gives a file a second name.</summary>
    public static void Link(string existing, string path) => Check(CallLink(existing, path), $"link {path} to {existing}");

    /// <summary>Puts one name in the place of another, at once, whatever either names.</summary>
    public static void Replace(string from, string to) => Check(CallRename(from, to), $"rename {from} to {to}");

    private static void Check(int result, string what)
    {
        if (result == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"Cannot {what}: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallLink(string existing, string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallRename(string from, string to);
}
