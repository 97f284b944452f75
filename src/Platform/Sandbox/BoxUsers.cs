using MiniVercel.Platform.DataFolders;

namespace MiniVercel.Platform.Sandbox;

/// <summary>
/// The users that boxes of this machine run as: numbers between those of accounts and those of containers. Each is held by a lock of the kernel, so two
/// silos never give out the same one, and one that dies gives its own back.
/// </summary>
internal sealed class BoxUsers(string locks, int first, int count)
{
    public const int UsualFirst = 65_600;
    public const int UsualCount = 256;

    /// <exception cref="BoxUnavailableException">All are taken.</exception>
    public BoxUser Take()
    {
        OwnFolder.Create(locks);
        for (var user = first; user < first + count; user++)
        {
            if (Lock(user) is { } held)
                return new BoxUser(user, held);
        }

        throw new BoxUnavailableException($"All {count} users that boxes may run as are taken.");
    }

    private FileStream? Lock(int user)
    {
        try
        {
            // Closed to others: who may open it could hold it.
            return new FileStream(Path.Combine(locks, $"user-{user}"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException) when (Directory.Exists(locks))
        {
            return null; // It is another box's.
        }
    }
}

internal sealed class BoxUser(int id, FileStream held) : IDisposable
{
    public int Id => id;

    public void Dispose() => held.Dispose();
}
