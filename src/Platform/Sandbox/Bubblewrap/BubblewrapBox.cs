using System.Globalization;
using MiniVercel.Platform.Sandbox.Kernel;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox.Bubblewrap;

/// <summary>A box of namespaces, put up around each command by bubblewrap, on ground that stays the same.</summary>
internal sealed class BubblewrapBox(
    BoxPlan plan, Furniture furniture, IReadOnlyList<BoxFolder> folders, IGround ground, BoxUser? user, ControlGroups? groups, TimeProvider clock) : IBox
{
    private static readonly KeyValuePair<string, string>[] ForOurPrograms = [new("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")];

    private readonly BoxTime _time = new(plan.Limits.Time, clock);

    public string? Cache => plan.Cache is null ? null : CommandLine.CacheInside;

    public async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new BoxEnding.Cancelled();

        var filter = ClosedDoors.Program();
        var disk = await DiskUse.Begin([plan.Workspace, furniture.Home, furniture.Temporary], plan.Cache, plan.Limits.Disk, clock);
        using var group = groups?.Make(plan.Limits, CommandLine.SpareTasks);
        furniture.WriteEnvironment(Surroundings.For(CommandLine.HomeInside, "/tmp", command));
        try
        {
            using var process = await BoxProcess.Start(
                CommandLine.Of(ground, AsUser(), plan.Limits, folders, command), ForOurPrograms, "/");
            Confine(process, group);
            await process.Feed(filter);
            return await new Supervision(plan.Limits, _time, disk, clock).Until(
                process, () => group?.Held(), () => ProcessTree.Of(process.Id), () => Kill(process), output, cancellationToken);
        }
        finally
        {
            furniture.ForgetEnvironment();
        }
    }

    /// <summary>While it waits for its filter, so that whatever it starts is in the group as well.</summary>
    private static void Confine(BoxProcess process, ControlGroup? group)
    {
        try
        {
            group?.Add(process.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            process.Kill(); // It has ended already, or it must not go on without.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ground.DisposeAsync();
        await furniture.DisposeAsync();
        user?.Dispose();
    }

    /// <summary>
    /// The first process inside takes everything inside with it, and the one outside returns when that has happened.
    /// While there is none inside yet, it is the one outside that goes.
    /// </summary>
    private static void Kill(BoxProcess process)
    {
        var inside = ProcessTree.Of(process.Id).Members.Where(member => member.Parent == process.Id && !member.HasEnded).ToList();
        foreach (var first in inside)
            SystemCalls.Kill(first.Id);
        if (inside.Count == 0)
            process.Kill();
    }

    private IEnumerable<string> AsUser() => user is null
        ? []
        : ["setpriv", "--reuid", Number(user.Id), "--regid", Number(user.Id), "--clear-groups", "--no-new-privs", "--"];

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);
}
