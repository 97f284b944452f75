using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Sandbox;

/// <summary>
/// Removes what a build has written. By the system's own program: it goes down folder by folder, where a path as a whole may have become
/// longer than the system takes.
/// </summary>
public static class Leftovers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What cannot be removed now, the next start tries again.</summary>
    public static async Task Remove(string path)
    {
        if ((await Run("rm", "-rf", "--one-file-system", "--", path)).Succeeded)
            return;

        // Without root, a folder that was closed even to its owner has to be opened first.
        await Run("chmod", "-R", "u+rwX", "--", path);
        await Run("rm", "-rf", "--one-file-system", "--", path);
    }

    private static Task<CommandResult> Run(string program, params string[] arguments) => Command.Run(new ProcessStartInfo(program, arguments), Patience);
}
