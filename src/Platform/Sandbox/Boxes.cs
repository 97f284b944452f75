using System.Diagnostics;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;
using MiniVercel.Platform.Sandbox.Bubblewrap;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Limits;

namespace MiniVercel.Platform.Sandbox;

/// <summary>The boxes of this machine: as strong as it lets them be, found out by trying at the start.</summary>
public sealed class Boxes : IBoxes
{
    private static readonly TimeSpan ChangePatience = TimeSpan.FromMinutes(5);

    private readonly string _root;
    private readonly Registries _registries;
    private readonly TimeProvider _clock;
    private readonly ControlGroups _groups = ControlGroups.OfMachine();
    private readonly BoxUsers _users = new("/run/minivercel", BoxUsers.UsualFirst, BoxUsers.UsualCount);

    private Boxes(string root, Registries registries, TimeProvider clock, Walls walls) =>
        (_root, _registries, _clock, Walls) = (root, registries, clock, walls);

    public Walls Walls { get; private init; }

    /// <param name="root">Where boxes keep their own files; emptied, because a process that was killed may have left some.</param>
    /// <param name="choice">What the operator said.</param>
    /// <param name="registries">The package registries that boxes may reach wherever they are.</param>
    /// <param name="clock">The time.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public static async Task<Boxes> AskMachine(
        string root, BoxChoice choice, Registries registries, TimeProvider clock, CancellationToken cancellationToken)
    {
        OwnFolder.CreateClosed(root);
        foreach (var left in Directory.EnumerateDirectories(root))
            await Leftovers.Remove(left);
        return await new WallsOfMachine(choice, walls => new Boxes(root, registries, clock, walls)).Find(cancellationToken);
    }

    public async Task<IBox> Open(BoxPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return Walls.Level switch
            {
                BoxLevel.Bubblewrap => await OpenAsRoot(plan, cancellationToken),
                BoxLevel.UserNamespaces => await OpenAsUser(plan, cancellationToken),
                BoxLevel.Process => new ProcessBox(plan, new Furniture(NewFolder(), user: null), _groups, _clock),
                _ => throw new BoxUnavailableException(Walls.Why),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoxUnavailableException($"The box could not be set up: {e.Message}", e);
        }
    }

    private async Task<IBox> OpenAsRoot(BoxPlan plan, CancellationToken cancellationToken)
    {
        var user = _users.Take();
        Furniture? furniture = null;
        try
        {
            furniture = new Furniture(NewFolder(), user.Id);
            await GiveTo(user, plan, cancellationToken);
            var folders = FoldersOf(plan, furniture);
            return new BubblewrapBox(plan, furniture, folders, await Ground.Lay(folders, PermissionsOf(plan)), user, _groups, _clock);
        }
        catch
        {
            if (furniture is not null)
                await furniture.DisposeAsync();
            user.Dispose();
            throw;
        }
    }

    private async Task<IBox> OpenAsUser(BoxPlan plan, CancellationToken cancellationToken)
    {
        var furniture = new Furniture(NewFolder(), user: null);
        try
        {
            var ground = await RootlessGround.Lay(PermissionsOf(plan), cancellationToken);
            return new BubblewrapBox(plan, furniture, FoldersOf(plan, furniture), ground, user: null, _groups, _clock);
        }
        catch
        {
            await furniture.DisposeAsync();
            throw;
        }
    }

    private Permissions PermissionsOf(BoxPlan plan) => new(_registries, plan.Ports, plan.Hosts, _clock);

    private string NewFolder() => Path.Combine(_root, Guid.NewGuid().ToString("n"));

    private static List<BoxFolder> FoldersOf(BoxPlan plan, Furniture furniture)
    {
        var folders = new List<BoxFolder>
        {
            new("control", furniture.Control, Furniture.ControlInside, Writable: false),
            new("home", furniture.Home, CommandLine.HomeInside, Writable: true),
            new("tmp", furniture.Temporary, "/tmp", Writable: true),
            new("workspace", plan.Workspace, CommandLine.WorkspaceInside, Writable: true),
        };
        if (plan.Cache is { } cache)
            folders.Add(new BoxFolder("cache", cache, CommandLine.CacheInside, Writable: true));
        folders.AddRange(plan.Tools.Select((tool, i) => new BoxFolder($"tool-{i}", tool, tool, Writable: false)));
        return folders;
    }

    /// <summary>Never through a link: what it points to may be somebody else's.</summary>
    private static async Task GiveTo(BoxUser user, BoxPlan plan, CancellationToken cancellationToken)
    {
        string[] folders = plan.Cache is { } cache ? [plan.Workspace, cache] : [plan.Workspace];
        var result = await Command.Run(
            new ProcessStartInfo("chown", ["-R", "-h", "-P", $"{user.Id}:{user.Id}", "--", .. folders]), ChangePatience, cancellationToken: cancellationToken);
        if (!result.Succeeded)
            throw new IOException($"The workspace could not be given to the box's user: {result.Output}");
    }
}
