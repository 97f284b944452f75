namespace MiniVercel.Testing.Silos;

/// <summary>
/// A folder for one test, that others may pass through: PostgreSQL enters it as a user of its own. Its name says which process made it,
/// so that what a process leaves behind can be told from what is in use.
/// </summary>
public static class TemporaryFolder
{
    private const string Prefix = "minivercel-";

    /// <summary>What dead processes have left is cleared away before anything new is put beside it.</summary>
    static TemporaryFolder() => ClearDead();

    public static string Create(string purpose)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Prefix}{purpose}-{Owner.Self}-{Guid.NewGuid().ToString("n")[..8]}");
        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return Directory.CreateDirectory(path, passable).FullName;
    }

    /// <summary>Removes what tests of this process have left, and ends what still runs in it.</summary>
    internal static void ClearOwn()
    {
        FolderProcesses.Kill($"-{Owner.Self}-"); // Also where a test has removed the folder already.
        Clear(owner => owner == Owner.Self);
    }

    /// <summary>The same for processes that are gone.</summary>
    internal static void ClearDead() => Clear(owner => !owner.IsAlive);

    private static void Clear(Func<Owner, bool> isLeft)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            if (Owner.Of(Path.GetFileName(folder)) is not { } owner || !isLeft(owner))
                continue;
            FolderProcesses.Kill(folder);
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another test process clears it too, or another user made it.
            }
        }
    }
}
