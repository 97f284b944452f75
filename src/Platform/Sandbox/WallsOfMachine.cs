namespace MiniVercel.Platform.Sandbox;

/// <summary>What an operator says about boxes.</summary>
public enum BoxChoice
{
    /// <summary>The strongest that the machine allows, and none that separates nothing.</summary>
    Auto,

    /// <summary>Processes with limits, and nothing between them and the machine.</summary>
    Process,
}

/// <summary>Finds out what a machine allows, by putting up a box and running a command in it.</summary>
internal sealed class WallsOfMachine(BoxChoice choice, Func<Walls, Boxes> boxes)
{
    private const string Package = "bubblewrap";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<Boxes> Find(CancellationToken cancellationToken)
    {
        if (choice == BoxChoice.Process)
            return boxes(new Walls(BoxLevel.Process, "The operator chose --sandbox process: commands run with the files and the network of this machine."));

        if (!File.Exists("/usr/bin/bwrap") && !File.Exists("/bin/bwrap"))
            return boxes(None($"bubblewrap is not installed. Run: sudo apt-get install -y --no-install-recommends {Package}"));

        var strongest = Environment.IsPrivilegedProcess
            ? new Walls(BoxLevel.Bubblewrap, "")
            : new Walls(BoxLevel.UserNamespaces, "This process is not root, so boxes have no user of their own.");
        var found = boxes(strongest);
        return await Obstacle(found, cancellationToken) is { } obstacle ? boxes(None(obstacle)) : found;
    }

    private static Walls None(string why) => new(
        BoxLevel.None, $"{why} Until then nothing that needs a command is built here; --sandbox process builds without walls, if that is what you want.");

    /// <summary>Why no command can be run in such a box; null if one can.</summary>
    private static async Task<string?> Obstacle(Boxes boxes, CancellationToken cancellationToken)
    {
        var workspace = Directory.CreateTempSubdirectory("minivercel-box-");
        try
        {
            var limits = new BoxLimits { Time = Patience };
            await using var box = await boxes.Open(new BoxPlan(workspace.FullName) { Limits = limits }, cancellationToken);
            var ending = await box.Run(BoxCommand.Program("true"), Nowhere.Instance, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return ending is BoxEnding.Exited { Code: 0 } ? null : $"A first box on this machine ended badly: {ending}.";
        }
        catch (BoxUnavailableException e)
        {
            return e.Message;
        }
        finally
        {
            workspace.Delete(recursive: true);
        }
    }

    private sealed class Nowhere : IBoxOutput
    {
        public static Nowhere Instance { get; } = new();

        public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
