using System.Net;
using MiniVercel.Bench.Measuring;
using MiniVercel.Testing.Http;

namespace MiniVercel.Bench.Serving;

/// <summary>What the silo makes in its own memory while a hundred megabytes pass through it, given back or not.</summary>
internal static class LargeBodies
{
    private const string Name = "large-";
    private const int Size = 100 << 20;

    /// <summary>What passes is fifty times as much.</summary>
    private static readonly Aim s_aim = Aim.AtMost(5);

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken)
    {
        var file = new byte[Size];
        new Random(1).NextBytes(file);
        await Deploy(stage, "file", new Dictionary<string, byte[]> { ["index.html"] = "files"u8.ToArray(), ["large.bin"] = file });
        await Deploy(stage, "app", new Dictionary<string, byte[]>
        {
            ["package.json"] = """{"private": true, "scripts": {"start": "node server.js"}}"""u8.ToArray(),
            ["vercel.json"] = """{"installCommand": "true"}"""u8.ToArray(),
            ["server.js"] = System.Text.Encoding.UTF8.GetBytes(Program),
        });

        var figures = new List<Figure>();
        foreach (var what in new[] { "file", "app" })
        {
            foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
            {
                var measured = new List<double>();
                await Visit(stage, what, version, cancellationToken);
                for (var round = 0; round < rounds; round++)
                {
                    var before = await stage.Allocated(cancellationToken);
                    await Visit(stage, what, version, cancellationToken);
                    measured.Add((await stage.Allocated(cancellationToken) - before) / 1e6);
                }

                figures.Add(new Figure($"made for 100 MB, {what}, MB", Figure.Text(Medians.Of(measured)), $"HTTP/{version}", measured, s_aim));
            }
        }

        return figures;
    }

    private const string Program =
        """
        const { createServer } = require("node:http");
        const piece = Buffer.alloc(1 << 20, "l");
        createServer(async (request, response) => {
          if (request.url !== "/large.bin") return response.end("up");
          response.writeHead(200, { "content-length": 100 << 20 });
          for (let i = 0; i < 100; i++) if (!response.write(piece)) await new Promise(go => response.once("drain", go));
          response.end();
        }).listen(process.env.PORT, process.env.HOSTNAME);
        """;

    private static async Task Deploy(ServeStage stage, string what, IReadOnlyDictionary<string, byte[]> files)
    {
        var project = await stage.Api.CreateProject(Name + what);
        var build = await stage.Api.Build(project, files);
        (await stage.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
    }

    private static async Task Visit(ServeStage stage, string what, Version version, CancellationToken cancellationToken)
    {
        using var client = Http2Client.To(stage.Edge.Endpoint);
        client.DefaultRequestVersion = version;
        await using var body = await client.GetStreamAsync(new Uri($"http://{Name}{what}.localhost:{stage.Edge.Port}/large.bin"), cancellationToken);
        var (buffer, length) = (new byte[64 * 1024], 0L);
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            length += count;
        if (length != Size)
            throw new InvalidOperationException($"The {what} answered {length} bytes.");
    }
}
