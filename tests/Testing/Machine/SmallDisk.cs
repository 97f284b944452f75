using System.Diagnostics;
using System.Globalization;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Machine;

/// <summary>A folder on a disk of its own that is small enough to be filled.</summary>
public sealed class SmallDisk : IDisposable
{
    private const int Names = 8_000;

    private readonly string _ballast;

    private SmallDisk(string folder)
    {
        Folder = folder;
        _ballast = Path.Combine(folder, "ballast");
    }

    public string Folder { get; }

    public static SmallDisk Mount(int megabytes)
    {
        var folder = TemporaryFolder.Create("disk");
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,nr_inodes={Names},mode=0711", "none", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Somebody else's file takes all the room but this.</summary>
    public void FillUpTo(long bytes)
    {
        Directory.CreateDirectory(_ballast);
        var block = new byte[1 << 16];
        using var file = File.Create(Path.Combine(_ballast, "bytes"), bufferSize: 0);
        while (new DriveInfo(Folder).AvailableFreeSpace > bytes + block.Length)
            file.Write(block);
    }

    /// <summary>Somebody else's files take all the names but so many: a file may be small or a link, a name it needs.</summary>
    public void TakeNamesUpTo(int names)
    {
        Directory.CreateDirectory(_ballast);
        for (var i = FreeNames() - names; i > 0; i--)
            File.Create(Path.Combine(_ballast, i.ToString(CultureInfo.InvariantCulture))).Dispose();
    }

    /// <summary>There is room again.</summary>
    public void Free() => Directory.Delete(_ballast, recursive: true);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private int FreeNames() => int.Parse(Run("stat", "-f", "-c", "%d", Folder), CultureInfo.InvariantCulture);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
