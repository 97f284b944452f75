using System.Globalization;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Serving;

/// <summary>Files, by how many of them a second of processor is enough for: that does not change with who else wants the machine.</summary>
internal static class StaticFiles
{
    private const double Aimed = 0.9;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken) =>
    [
        .. await Measure("1 KB", stage, rounds, "/" + Content.Small, _ => [], cancellationToken),
        .. await Measure("100 KB, compressed before", stage, rounds, "/" + Content.Large, _ => ["accept-encoding: gzip"], cancellationToken),
        .. await Measure("304 of 1 KB", stage, rounds, "/" + Content.Small, etag => [$"if-none-match: {etag}"], cancellationToken),
    ];

    private static async Task<IReadOnlyList<Figure>> Measure(
        string what, ServeStage stage, int rounds, string path, Func<string, IReadOnlyList<string>> headersFor, CancellationToken cancellationToken)
    {
        var servers = stage.Others.Prepend(stage.Edge).ToList();
        var headers = new Dictionary<Server, IReadOnlyList<string>>();
        foreach (var server in servers)
        {
            headers[server] = headersFor((await server.Get(path)).Header("etag")!);
            await Wrk.WarmUp(server, path, headers[server], cancellationToken);
        }

        var measured = await Wrk.InTurns(servers, path, server => headers[server], Turn, rounds, cancellationToken);
        return
        [
            .. stage.Others.Select(other => new Figure(
                $"{what}, per second of processor", Text(measured[stage.Edge]), $"{other.Name}, {Text(measured[other])}",
                [.. measured[stage.Edge].Zip(measured[other], (mine, theirs) => mine / theirs)],
                other.Name == Serving.Others.Floor ? Aim.AtLeast(Aimed) : Aim.None)),
        ];
    }

    private static string Text(IEnumerable<double> rounds) => Medians.Of(rounds).ToString("n0", CultureInfo.InvariantCulture);
}
