using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>A box of namespaces, put up around each command by bubblewrap, on ground that stays the same.</summary>
internal sealed class BubblewrapBox(
    BoxPlan plan, Furniture furniture, IReadOnlyList<BoxFolder> folders, IGround ground, BoxUser? user, ControlGroups groups, TimeProvider clock) : IBox
{
    private static readonly KeyValuePair<string, string>[] ForOurPrograms = [new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")];

    private readonly BoxTime _time = new(plan.Limits.Time, clock);
    private readonly RunningCommand _running = new(ProcessTree.Of, Insiders.Command, ground.Listening);

    public string? Cache => plan.Cache is null ? null : CommandLine.CacheInside;

    public async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new BoxEnding.Cancelled();

        var filter = ClosedDoors.Program();
        var disk = await DiskUse.Begin([plan.Workspace, furniture.Home, furniture.Temporary], plan.Cache, plan.Limits.Disk, clock);
        using var group = groups.Make(plan.Limits, CommandLine.SpareTasks);
        furniture.WriteEnvironment(Surroundings.For(CommandLine.HomeInside, "/tmp", CommandLine.WorkspaceInside, command));
        try
        {
            using var process = await BoxProcess.Start(
                CommandLine.Of(ground, AsUser(), plan.Limits, folders, command), ForOurPrograms, "/");
            group.Confine(process);
            await process.Feed(filter);
            return await _running.While(process, () => new Supervision(plan.Limits, _time, disk, clock).Until(
                process, group.Held, () => ProcessTree.Of(process.Id), () => Insiders.Kill(process), output, cancellationToken));
        }
        finally
        {
            furniture.ForgetEnvironment();
        }
    }

    public ValueTask<Socket> OpenSocket(AddressFamily family, CancellationToken cancellationToken) => ground.OpenSocket(family, cancellationToken);

    public IReadOnlyList<IPEndPoint> Listening() => _running.Listening();

    public void AskToEnd() => _running.AskToEnd();

    public async ValueTask DisposeAsync()
    {
        await ground.DisposeAsync();
        await furniture.DisposeAsync();
        user?.Dispose();
    }

    private IEnumerable<string> AsUser() => user is null
        ? []
        : ["setpriv", "--reuid", Number(user.Id), "--regid", Number(user.Id), "--clear-groups", "--no-new-privs", "--"];

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
