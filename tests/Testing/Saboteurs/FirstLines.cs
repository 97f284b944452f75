using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>An environment that is handed over line by line: of a value that has several, the first arrives.</summary>
public static class FirstLines
{
    public static void Only(IServiceCollection services) => services.Wrap<IBoxes>((boxes, _) => new LineByLine(boxes));

    private sealed class LineByLine(IBoxes boxes) : IBoxes
    {
        public Walls Walls => boxes.Walls;

        public async Task<IBox> Open(BoxPlan plan, CancellationToken cancellationToken) => new Box(await boxes.Open(plan, cancellationToken));
    }

    private sealed class Box(IBox box) : BoxAround(box)
    {
        public override Task<BoxEnding> Run(BoxCommand command, IBoxOutput output, CancellationToken cancellationToken) => Inner.Run(
            command with { Environment = command.Environment.ToDictionary(v => v.Key, v => v.Value.Split('\n')[0]) }, output, cancellationToken);
    }
}
