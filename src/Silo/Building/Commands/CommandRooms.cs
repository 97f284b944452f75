using MiniVercel.Builds;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Variables;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>Makes the room that a plan's commands run in: programs, cache, box. Without a box nothing runs.</summary>
public sealed class CommandRooms(IBoxes boxes, Toolchains toolchains, Caches caches, BoxLimits limits)
{
    public async Task<BoxedCommands> Open(
        BuildPlan plan, BuildOrder order, IReadOnlyDictionary<string, string> platform, GivenVariables given, Workspace workspace, BuildLog log,
        CancellationToken cancellationToken)
    {
        await log.Say($"The project's commands run in a box: {boxes.Walls.Word}.", cancellationToken);
        Toolchain? tools = null;
        Cache? cache = null;
        try
        {
            cache = order.Force || order.IsForeign ? null : caches.Open(order.Project);
            InstalledPackages? packages = null;
            if (plan.Manager is { } manager)
            {
                tools = await toolchains.Bring(manager, plan.Node, workspace.Launchers, cancellationToken);
                await log.Say(tools.Sentence, cancellationToken);
                packages = cache is null ? null : await InstalledPackages.Bring(plan, tools, given, cache.Packages);
            }

            var box = new BoxPlan(workspace.Path) { Cache = cache?.Downloads, Tools = tools?.Folders ?? [], Limits = limits };
            return new BoxedCommands(plan, await boxes.Open(box, cancellationToken), tools, cache, packages, platform, given, log);
        }
        catch
        {
            if (cache is not null)
                await cache.DisposeAsync();
            tools?.Dispose();
            throw;
        }
    }
}
