namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>
/// Programs that only wait for another: shells, and package managers that run a script. Asked to end, a shell ends alone and leaves the other
/// without a word; so whoever is to be asked is the one that is waited for.
/// </summary>
internal static class Waiting
{
    private static readonly string[] s_shells = ["sh", "dash", "bash", "ash"];
    private static readonly string[] s_managers = ["npm", "npx", "pnpm", "pnpx", "yarn"];

    public static bool Is(int process)
    {
        try
        {
            return Is(File.ReadAllText($"/proc/{process}/cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended meanwhile.
        }
    }

    /// <summary>By the command line, which npm writes anew to say what it is doing: "npm run serve".</summary>
    internal static bool Is(string commandLine)
    {
        string[] words = [.. commandLine.Split(['\0', ' '], StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => Path.GetFileName(word))];
        return words is [var program, ..] && (s_shells.Contains(program) || s_managers.Contains(program))
            || words is ["node", var script] && s_managers.Contains(script.Split('.', '-')[0]);
    }
}
