using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Bench.Serving;

/// <summary>Visitors, many at once and never waiting, by the program of that name.</summary>
internal static partial class Wrk
{
    private const int Connections = 32;

    /// <summary>A silo under load is at its best after some thirty seconds, on two slow cores.</summary>
    private static readonly TimeSpan UntilCompiled = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan UntilInMemory = TimeSpan.FromSeconds(5);

    /// <summary>Visits that are not counted, until the server is as it will be.</summary>
    public static Task WarmUp(Server server, string path, IReadOnlyList<string> headers, CancellationToken cancellationToken) =>
        Visit(server, path, headers, server.CompilesAsItRuns ? UntilCompiled : UntilInMemory, cancellationToken);

    /// <summary>How many requests were answered for each second of processor that the server took.</summary>
    public static async Task<double> PerProcessorSecond(Server server, string path, IReadOnlyList<string> headers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = server.Processor;
        var count = await Visit(server, path, headers, duration, cancellationToken);
        return count / (server.Processor - before).TotalSeconds;
    }

    /// <summary>That of each, in as many rounds, in which nobody is always the first.</summary>
    public static async Task<Dictionary<Server, List<double>>> InTurns(
        IReadOnlyList<Server> servers, string path, Func<Server, IReadOnlyList<string>> headers, TimeSpan turn, int rounds, CancellationToken cancellationToken)
    {
        var measured = servers.ToDictionary(s => s, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var server in servers.Skip(round % servers.Count).Concat(servers.Take(round % servers.Count)))
                measured[server].Add(await PerProcessorSecond(server, path, headers(server), turn, cancellationToken));
        }

        return measured;
    }

    public static async Task<long> Visit(Server server, string path, IReadOnlyList<string> headers, TimeSpan duration, CancellationToken cancellationToken)
    {
        string[] line =
        [
            "-t1", $"-c{Connections}", $"-d{duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)}s",
            .. headers.Append($"Host: {server.Host}").SelectMany(h => new[] { "-H", h }), $"http://127.0.0.1:{server.Port}{path}",
        ];
        var result = await Command.Run(new ProcessStartInfo("wrk", line), TimeSpan.FromMinutes(1), cancellationToken: cancellationToken);
        if (!result.Succeeded || Requests().Match(result.Output) is not { Success: true } requests || result.Output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"{server.Name}: {result.Output}");
        return long.Parse(requests.Groups["count"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(?<count>\d+) requests in", RegexOptions.ExplicitCapture)]
    private static partial Regex Requests();
}
