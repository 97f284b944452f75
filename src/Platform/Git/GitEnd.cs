using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Git;

/// <summary>
/// What goes before git on a line, so that it ends with this process and its own helpers with it, however this process ends: a
/// server that feeds one of them slowly could keep it for weeks.
/// </summary>
internal static class GitEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] OfItself = ["setpriv", "--pdeathsig", "KILL", "--no-new-privs", "--"];

    /// <summary>Numbers of processes of its own: the kernel ends all of them with the first.</summary>
    private static readonly string[][] OfItsTree =
        [["unshare", "--pid", "--fork", "--kill-child", "--"], ["unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--"]];

    private static readonly Lazy<Task<IReadOnlyList<string>>> Found = new(Find);

    public static Task<IReadOnlyList<string>> WithThisProcess => Found.Value;

    /// <summary>On a machine that allows neither, a helper that is left behind ends when its server falls silent.</summary>
    private static async Task<IReadOnlyList<string>> Find()
    {
        foreach (var way in OfItsTree)
        {
            string[] line = [.. OfItself, .. way, "true"];
            if ((await Command.Run(new ProcessStartInfo(line[0], line[1..]), Patience)).Succeeded)
                return [.. OfItself, .. way];
        }

        return OfItself;
    }
}
