namespace MiniVercel.Silo.Building.Tools;

/// <summary>A package on the shelf, held. The kernel lets go of it when its holder dies, however that is.</summary>
public sealed class ShelvedProgram : IDisposable
{
    private readonly FileStream _lease;

    private ShelvedProgram(string package, FileStream lease) => (Package, _lease) = (package, lease);

    /// <summary>The folder of the package's files.</summary>
    public string Package { get; }

    public void Dispose() => _lease.Dispose();

    /// <summary>Nothing where it is not there, or on its way out.</summary>
    internal static ShelvedProgram? TryHold(string place, string leaseFile, string package)
    {
        try
        {
            var lease = new FileStream(Path.Combine(place, leaseFile), FileMode.Open, FileAccess.Read, FileShare.Read);
            if (Directory.Exists(place))
            {
                Directory.SetLastWriteTimeUtc(place, DateTime.UtcNow);
                return new ShelvedProgram(package, lease);
            }

            lease.Dispose(); // opened in the moment before it was taken away
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Out of everybody's sight first, then gone; whoever holds it keeps it.</summary>
    internal static void RemoveUnlessHeld(string place, string leaseFile, string aside)
    {
        try
        {
            using var alone = new FileStream(Path.Combine(place, leaseFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            Directory.Move(place, aside);
        }
        catch (IOException)
        {
            return;
        }

        Directory.Delete(aside, recursive: true);
    }
}
