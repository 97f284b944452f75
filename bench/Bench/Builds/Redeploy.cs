using System.Diagnostics;
using System.Globalization;
using MiniVercel.Bench.Measuring;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Bench.Builds;

/// <summary>A site of many files, of which one has changed, deployed again by the command line: what travels.</summary>
internal static class Redeploy
{
    private const int Files = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<Figure>> Measure(Stage stage, int rounds, CancellationToken cancellationToken)
    {
        var folder = stage.NewFolder("site");
        var words = new Words();
        for (var i = 0; i < Files; i++)
            await Write(folder, i, words, cancellationToken);

        await using var wire = await Wire.Lay(new Uri($"http://localhost:{stage.Silo.Address.Port}"));
        await Deploy(stage, wire, folder, cancellationToken);
        var all = wire.Take();

        var (sent, ratios) = (new List<Sent>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var changed = await Write(folder, round * 97, words, cancellationToken);
            await Deploy(stage, wire, folder, cancellationToken);
            var again = wire.Take();
            sent.Add(again);
            ratios.Add((double)again.Contents / changed);
        }

        var list = Medians.Of(sent.Select(s => (double)s.List));
        return
        [
            new Figure(
                $"contents sent for one changed file of {Files:n0}", Bytes(Medians.Of(sent.Select(s => (double)s.Contents))),
                $"the file; the first time all, {Bytes(all.Contents)}", ratios, Aim.AtMost(1)),
            new Figure(
                "all bodies sent for it", Bytes(Medians.Of(sent.Select(s => (double)(s.List + s.Contents + s.Rest)))),
                $"the file and the list, {Bytes(list)} of it", [.. sent.Select(s => (s.List + s.Contents + s.Rest) / (double)(s.List + s.Contents))], Aim.AtMost(1.01)),
        ];
    }

    private static async Task Deploy(Stage stage, Wire wire, string folder, CancellationToken cancellationToken)
    {
        var token = (await File.ReadAllTextAsync(Path.Combine(stage.Silo.Folder, "admin-token"), cancellationToken)).Trim();
        var deploy = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "MiniVercel.Cli.dll"), "deploy", folder, "--prod", "--url", wire.Address, "--token", token]);
        var result = await Command.Run(deploy, Patience, cancellationToken: cancellationToken);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The site was not deployed: {result.Output}");
    }

    private static async Task<long> Write(string folder, int number, Words words, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"part-{number / 100}", $"page-{number}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, words.Page(600), cancellationToken);
        return new FileInfo(path).Length;
    }

    private static string Bytes(double count) => count < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{count:n0} B")
        : string.Create(CultureInfo.InvariantCulture, $"{count / 1_000:n0} kB");
}
