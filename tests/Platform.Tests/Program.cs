using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Bubblewrap;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Tests.Sandbox;

namespace MiniVercel.Platform.Tests;

/// <summary>
/// These tests as a program of its own, for what a test cannot do in its own process: be another user, or be killed.
/// It is given a folder and a line of shell, and runs that in a box around the folder; or the names of tests to run as who it is.
/// </summary>
public static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (NetworkHolder.IsMeant(arguments))
            return await NetworkHolder.Run(arguments);

        if (arguments is [OwnTests.Verb, .. var names])
            return await OwnTests.Run(names);

        var (folder, line) = (arguments[0], arguments[1]);
        var workspace = Directory.CreateDirectory(Path.Combine(folder, "workspace"));
        var boxes = await Boxes.AskMachine(
            Path.Combine(folder, "boxes"), BoxChoice.Auto, new Registries(Registries.Usual, TimeProvider.System), TimeProvider.System, default);
        Console.WriteLine($"{boxes.Walls.Word} {boxes.Walls.Why}");
        await using var box = await boxes.Open(new BoxPlan(workspace.FullName), default);
        Console.WriteLine(await box.Run(BoxCommand.Line(line), new ToConsole(), default));
        return 0;
    }

    private sealed class ToConsole : IBoxOutput
    {
        private readonly Stream _console = Console.OpenStandardOutput();

        public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            _console.WriteAsync(bytes, cancellationToken);
    }
}
