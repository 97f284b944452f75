using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Boxes that do things at another time than they are told to.</summary>
public static class Impatient
{
    /// <summary>
    /// "What takes long is done last": where there is something to install and to build, the install runs behind the build. Of commands that
    /// end badly this would change the log alone, which is another property's matter.
    /// </summary>
    public static void Installs(IServiceCollection services) =>
        services.Wrap<IBoxes>((boxes, _) => new Boxes(boxes, (box, plan) => HasTwoGoodCommands(plan) ? new SecondFirst(box) : box));

    /// <summary>What a command prints is handed on when it has ended: one write is cheaper than many.</summary>
    public static void Output(IServiceCollection services) => services.Wrap<IBoxes>((boxes, _) => new Boxes(boxes, (box, _) => new AllAtOnce(box)));

    private static bool HasTwoGoodCommands(BoxPlan plan) =>
        new[] { "install.sh", "build.sh" }.Select(f => Path.Combine(plan.Workspace, f))
            .All(f => File.Exists(f) && File.ReadAllText(f).Contains("test 0 = 0", StringComparison.Ordinal));

    private sealed class Boxes(IBoxes boxes, Func<IBox, BoxPlan, IBox> around) : IBoxes
    {
        public Walls Walls => boxes.Walls;

        public async Task<IBox> Open(BoxPlan plan, CancellationToken cancellationToken) => around(await boxes.Open(plan, cancellationToken), plan);
    }

    private sealed class SecondFirst(IBox box) : BoxAround(box)
    {
        private BoxCommand? _first;

        public override async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
        {
            if (command.Arguments[^1] == "sh install.sh")
            {
                _first = command;
                return new BoxEnding.Exited(0);
            }

            var ending = await Inner.Run(command, output, cancellationToken);
            if (_first is not null && command.Arguments[^1] == "sh build.sh")
                await Inner.Run(_first, output, cancellationToken);
            return ending;
        }
    }

    private sealed class AllAtOnce(IBox box) : BoxAround(box)
    {
        public override async Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken)
        {
            var kept = new Kept();
            var ending = await Inner.Run(command, kept, cancellationToken);
            await kept.HandOn(output, cancellationToken);
            return ending;
        }
    }

    private sealed class Kept : IBoxOutput
    {
        private readonly List<(BoxStream Stream, byte[] Bytes)> _pieces = [];

        public ValueTask Write(BoxStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            lock (_pieces)
                _pieces.Add((stream, bytes.ToArray()));
            return ValueTask.CompletedTask;
        }

        public async Task HandOn(IBoxOutput output, CancellationToken cancellationToken)
        {
            foreach (var (stream, bytes) in _pieces)
                await output.Write(stream, bytes, cancellationToken);
        }
    }
}
