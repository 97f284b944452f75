using MiniVercel.Bench.Measuring;
using MiniVercel.Testing.Http;

namespace MiniVercel.Bench.Serving;

/// <summary>What a thousand visitors cost who have asked once and stay.</summary>
internal static class IdleConnections
{
    private const int Visitors = 1_000;

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken)
    {
        var servers = stage.Others.Prepend(stage.Edge).ToList();
        var measured = servers.ToDictionary(s => s, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var server in servers)
                measured[server].Add(await MemoryOf(server, cancellationToken));
        }

        return
        [
            .. stage.Others.Select(other => new Figure(
                "memory for 1,000 idle connections, MB", Figure.Text(Medians.Of(measured[stage.Edge])), $"{other.Name}, {Figure.Text(Medians.Of(measured[other]))} MB",
                measured[stage.Edge], Aim.None)),
        ];
    }

    private static async Task<double> MemoryOf(Server server, CancellationToken cancellationToken)
    {
        var request = System.Text.Encoding.ASCII.GetBytes($"GET /{Content.Small} HTTP/1.1\r\nhost: {server.Host}\r\n\r\n");
        var before = server.Memory;
        var visitors = new List<RawConnection>();
        try
        {
            for (var i = 0; i < Visitors; i++)
            {
                var visitor = await RawConnection.Open(server.Endpoint, cancellationToken);
                visitors.Add(visitor);
                await visitor.Send(request, cancellationToken);
                await visitor.ReadBody(await visitor.ReadHead(cancellationToken), answersHead: false, sink: null, cancellationToken);
            }

            return Math.Max(0, server.Memory - before) / 1e6;
        }
        finally
        {
            visitors.ForEach(visitor => visitor.Dispose());
        }
    }
}
