using System.Globalization;
using System.Security.Cryptography;

namespace MiniVercel.Platform.DataFolders;

/// <summary>
/// Everything one instance keeps on this machine. Whoever holds it holds it alone: the claim is an advisory lock of the kernel,
/// so it ends with the process, however that ends, and no stale lock is ever left to clean up.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";
    private const string PidFile = "pid";
    private const string NodeIdFile = "node-id";

    /// <summary>EAGAIN: what flock answers when someone else has the lock; any other error is not about a second instance.</summary>
    private const int LockedByAnother = 11;

    private readonly FileStream _claim;

    private DataFolder(string path, FileStream claim)
    {
        Path = path;
        _claim = claim;
        NodeId = OwnNodeId();
        Blobs = OwnFolder.Create(FileAt("blobs"));
        Workspaces = OwnFolder.CreateClosed(FileAt("workspaces"));
        Git = OwnFolder.CreateClosed(FileAt("git"));
        Deployments = OwnFolder.Create(FileAt("deployments"));
        Boxes = OwnFolder.CreateClosed(FileAt("boxes"));
        Caches = OwnFolder.CreateClosed(FileAt("caches"));
        Apps = OwnFolder.CreateClosed(FileAt("apps"));
    }

    public string Path { get; }

    /// <summary>Who this node is in a cluster: random, and the same at every start.</summary>
    public string NodeId { get; }

    public string Blobs { get; }

    public string Workspaces { get; }

    public string Git { get; }

    public string Deployments { get; }

    public string Boxes { get; }

    public string Caches { get; }

    public string Apps { get; }

    /// <exception cref="DataFolderInUseException">Another instance holds it.</exception>
    /// <exception cref="DataFolderUnusableException">It cannot be made or written.</exception>
    public static DataFolder Claim(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            OwnFolder.Create(path);
            return Claim(path, Lock(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderUnusableException(path, exception);
        }
    }

    private static DataFolder Claim(string path, FileStream claim)
    {
        try
        {
            // Beside the lock, not in it: .NET takes a shared lock to read, so a second instance could not read who has the first.
            File.WriteAllText(System.IO.Path.Combine(path, PidFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DataFolder(path, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>The path of a file directly in this folder.</summary>
    public string FileAt(string name) => System.IO.Path.Combine(Path, name);

    public void WriteSecretFile(string name, string content) => SecretFile.Write(FileAt(name), content);

    public string? ReadSecretFile(string name) => SecretFile.Read(FileAt(name));

    public void Dispose()
    {
        if (!_claim.CanWrite)
            return;

        File.Delete(FileAt(PidFile));
        _claim.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == LockedByAnother)
        {
            throw new DataFolderInUseException(path, SecretFile.Read(System.IO.Path.Combine(path, PidFile)), exception);
        }
    }

    private string OwnNodeId()
    {
        if (ReadSecretFile(NodeIdFile) is { Length: > 0 } known)
            return known;

        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16);
        WriteSecretFile(NodeIdFile, id + "\n");
        return id;
    }
}
