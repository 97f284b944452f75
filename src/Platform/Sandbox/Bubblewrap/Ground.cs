using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>
/// What root lays out for a box before its user comes: a network in which every address leads to our door, and a view of the
/// files in which the few folders of the box can be reached although nobody may pass through the folders above them. Both are
/// held by this process and by what runs in them, and by no name: they are gone when those are, however they go.
/// </summary>
internal sealed class Ground : IGround
{
    private readonly SafeFileHandle _network;
    private readonly SafeFileHandle _mounts;
    private readonly BoxDoor _door;

    private Ground(SafeFileHandle network, SafeFileHandle mounts, BoxDoor door) => (_network, _mounts, _door) = (network, mounts, door);

    /// <summary>An empty folder of the machine, covered in each box's own view with what belongs to that box.</summary>
    private static string Anchor => "/run/minivercel/box";

    public IReadOnlyList<string> Enter =>
        ["nsenter", $"--net={PathOf(_network)}", $"--mount={PathOf(_mounts)}", "--"];

    public bool HasUserOfItsOwn => true;

    public string PathOf(BoxFolder folder) => InView(folder);

    public ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken) =>
        NetworkVisitor.Open(_network, family, cancellationToken);

    public IReadOnlyList<IPEndPoint> Listening(int command, ProcessTree tree) => Listeners.Of(command, tree.Members.Select(member => member.Id));

    public static async Task<Ground> Lay(IEnumerable<BoxFolder> folders, Permissions permissions)
    {
        OwnFolder.Create("/run/minivercel");
        OwnFolder.Create(Anchor);
        var laid = new TaskCompletionSource<Ground>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => LayIn([.. folders], permissions.Ports, laid)) { IsBackground = true, Name = "box ground" };
        thread.Start();
        var ground = await laid.Task; // A few calls of the kernel; breaking off between them would only leave them behind.
        ground._door.Open(permissions);
        return ground;
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _network.Dispose();
        _mounts.Dispose();
    }

    /// <summary>On a thread that is good for nothing afterwards, because it is in the box's namespaces; it ends with this.</summary>
    private static void LayIn(BoxFolder[] folders, IReadOnlyList<int> ports, TaskCompletionSource<Ground> laid)
    {
        var door = new BoxDoor();
        try
        {
            SystemCalls.Unshare(SystemCalls.NewNetwork | SystemCalls.NewMounts);
            LoopbackForAll.SetUp();
            door.Listen(ports);
            SystemCalls.KeepMountsToOneself();
            SystemCalls.MountTemporary(Anchor, "size=64k,mode=711");
            foreach (var folder in folders)
            {
                Directory.CreateDirectory(InView(folder));
                SystemCalls.MountAlso(folder.Outside, InView(folder));
            }

            laid.SetResult(new Ground(SystemCalls.OpenNamespace("net"), SystemCalls.OpenNamespace("mnt"), door));
        }
        catch (Exception e)
        {
            _ = door.DisposeAsync().AsTask();
            laid.SetException(e);
        }
    }

    private static string InView(BoxFolder folder) => Path.Combine(Anchor, folder.Name);

    private static string PathOf(SafeFileHandle handle) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}");
}
