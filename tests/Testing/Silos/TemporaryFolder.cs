namespace MiniVercel.Testing.Silos;

/// <summary>A folder for one test, that others may pass through: PostgreSQL enters it as a user of its own.</summary>
public static class TemporaryFolder
{
    public static string Create(string purpose)
    {
        var path = Path.Combine(Path.GetTempPath(), $"minivercel-{purpose}-{Guid.NewGuid().ToString("n")[..12]}");
        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return Directory.CreateDirectory(path, passable).FullName;
    }
}
