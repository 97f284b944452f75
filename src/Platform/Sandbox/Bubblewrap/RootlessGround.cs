using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>
/// The same network without root. Only a process of a single thread may enter a user namespace, so it is a second process of
/// this program that makes the network and the sockets in it; this one takes the sockets over and serves them.
/// </summary>
internal sealed class RootlessGround : IGround
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What .NET needs to find itself.</summary>
    private static readonly string[] Needed = ["PATH", "HOME", "DOTNET_ROOT"];

    private readonly BoxProcess _holder;
    private readonly SafeFileHandle _hold;
    private readonly BoxDoor _door = new();
    private readonly SemaphoreSlim _asking = new(1);
    private IReadOnlySet<string> _doors = new HashSet<string>();

    private RootlessGround(BoxProcess holder) => (_holder, _hold) = (holder, SystemCalls.OpenProcess(holder.Id));

    public IReadOnlyList<string> Enter =>
        ["nsenter", $"--user=/proc/{_holder.Id}/ns/user", $"--net=/proc/{_holder.Id}/ns/net", "--preserve-credentials", "--"];

    public bool HasUserOfItsOwn => false;

    public string PathOf(BoxFolder folder) => folder.Outside;

    public static async Task<RootlessGround> Lay(Permissions permissions, CancellationToken cancellationToken)
    {
        string[] line =
        [
            "unshare", "--user", "--net", "--map-root-user", "--", .. NetworkHolder.CommandLine,
            string.Join(',', permissions.Ports.Select(port => port.ToString(CultureInfo.InvariantCulture))),
        ];
        var ground = new RootlessGround(await BoxProcess.Start(line, OwnVariables(), "/"));
        try
        {
            ground._door.TakeOver(ground._hold, await ground.NextLine(cancellationToken));
            ground._doors = ground._door.Names.ToHashSet();
            ground._door.Open(permissions);
            return ground;
        }
        catch (Exception e)
        {
            await ground.DisposeAsync();
            if (e is FormatException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new IOException($"The network of a box could not be made. {ground._holder.Complaint}", e);
            throw;
        }
    }

    public async ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            // From here on nobody breaks it off: the answer would be taken for that to the next question.
            await _holder.Tell(family == AddressFamily.InterNetworkV6 ? NetworkHolder.NewIPv6 : NetworkHolder.NewIPv4);
            var number = int.Parse(await NextLine(CancellationToken.None), CultureInfo.InvariantCulture);
            var socket = SystemCalls.TakeDescriptor(_hold, number);
            await _holder.Tell(NetworkHolder.LetGo); // Who closes a connection closes it for good only if nobody else has it open.
            return new Socket(new SafeSocketHandle(socket, ownsHandle: true));
        }
        catch (Exception e) when (e is FormatException or OperationCanceledException)
        {
            _holder.Kill(); // It would answer too late from now on.
            throw new IOException("The process that holds a box's network does not answer.", e);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>
    /// Without root a process can keep us from seeing what it has open (it is not dumpable, the kernel says). But in this network there is
    /// nobody but the box and our door; the holder is asked for it, because the command comes into it only on its way.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Listening(int command, ProcessTree tree) => Listeners.ButFor(_doors, _holder.Id);

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _holder.Kill();
        await _holder.Exited;
        _holder.Dispose();
        _hold.Dispose();
        _asking.Dispose();
    }

    private async Task<string> NextLine(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return await _holder.NextLine(limit.Token);
    }

    private static IEnumerable<KeyValuePair<string, string>> OwnVariables() =>
        from name in Needed
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select KeyValuePair.Create(name, value);
}
