using System.ComponentModel;
using System.Diagnostics;

namespace MiniVercel.Cli;

/// <summary>The browser of whoever sits here.</summary>
internal static class Browser
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Where there is none, nothing happens: the address has been printed.</summary>
    public static void Open(Uri address)
    {
        var program = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            // What it has to say is not part of our output; it may be the browser itself, so it is not waited for to its end.
            using var opener = Process.Start(new ProcessStartInfo(program, [address.AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true });
            opener?.WaitForExit(Patience);
        }
        catch (Win32Exception)
        {
            // There is no such program.
        }
    }
}
