using System.Globalization;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Kernel;

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
    private readonly BoxDoor _door;

    private RootlessGround(BoxProcess holder, BoxDoor door) => (_holder, _door) = (holder, door);

    public IReadOnlyList<string> Enter =>
        ["nsenter", $"--user=/proc/{_holder.Id}/ns/user", $"--net=/proc/{_holder.Id}/ns/net", "--preserve-credentials", "--"];

    public bool HasUserOfItsOwn => false;

    public string PathOf(BoxFolder folder) => folder.Outside;

    public static async Task<RootlessGround> Lay(Registries registries, CancellationToken cancellationToken)
    {
        string[] line =
        [
            "unshare", "--user", "--net", "--map-root-user", "--", .. NetworkHolder.CommandLine,
            string.Join(',', registries.Ports.Select(port => port.ToString(CultureInfo.InvariantCulture))),
        ];
        var holder = await BoxProcess.Start(line, OwnVariables(), "/");
        var door = new BoxDoor();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            door.TakeOver(holder.Id, await holder.FirstLine(limit.Token));
            door.Open(registries);
            return new RootlessGround(holder, door);
        }
        catch (Exception e)
        {
            await new RootlessGround(holder, door).DisposeAsync();
            if (e is FormatException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new IOException($"The network of a box could not be made. {holder.Complaint}", e);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _holder.Kill();
        await _holder.Exited;
        _holder.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string>> OwnVariables() =>
        from name in Needed
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select KeyValuePair.Create(name, value);
}
