using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Serving;

/// <summary>
/// What it costs to stand before an app: the same program answers behind everybody, ours in its box. Its own time is not counted, only that of
/// whoever passes visitors on.
/// </summary>
internal static class Proxied
{
    private const string Floor = "bare forwarder";
    private const string Large = "large";

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken)
    {
        const string name = "proxied";
        var project = await stage.Api.CreateProject(name);
        var build = await stage.Api.Build(project, new Dictionary<string, string>
        {
            ["package.json"] = """{"private": true, "scripts": {"start": "node server.js"}}""",
            ["vercel.json"] = """{"installCommand": "true"}""",
            ["server.js"] = Program,
        });
        (await stage.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);

        var folder = Directory.CreateDirectory(Path.Combine(stage.Folder, name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "server.js"), Program, cancellationToken);
        await using var backend = await Server.Start("node", port => Node(folder, port));
        List<Server> servers = [Server.Of("edge", stage.Edge.Id, stage.Edge.Port, $"{name}.localhost:{stage.Edge.Port}")];
        try
        {
            servers.Add(await Server.Start(Floor, port => new ProcessStartInfo("dotnet", [Arena.ThisProgram, "contender", "forwarder-floor", $"{port}", $"http://{backend.Endpoint}"])
            {
                Environment = { ["DOTNET_gcServer"] = "1" },
            }));
            if (!Others.Missing.Contains("nginx"))
                servers.Add(await Server.Start("nginx", port => Nginx(folder, port, backend.Port)));
            if (!Others.Missing.Contains("caddy"))
                servers.Add(await Server.Start("caddy", port => Others.Caddy(folder, port, $"reverse_proxy 127.0.0.1:{backend.Port}")));
            return
            [
                .. await Race("proxied 1 KB", "/" + Content.Small, servers, rounds, cancellationToken),
                .. await Race("proxied 1 MB", "/" + Large, servers, rounds, cancellationToken),
            ];
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    private const string Program =
        """
        const { createServer } = require("node:http");
        const small = Buffer.alloc(1024, "s"), large = Buffer.alloc(1 << 20, "l");
        createServer((request, response) => {
          const body = request.url === "/large" ? large : small;
          response.writeHead(200, { "content-type": "text/plain", "content-length": body.length });
          response.end(body);
        }).listen(process.env.PORT, process.env.HOSTNAME);
        """;

    private static async Task<IReadOnlyList<Figure>> Race(string what, string path, List<Server> servers, int rounds, CancellationToken cancellationToken)
    {
        foreach (var server in servers)
            await Wrk.WarmUp(server, path, [], cancellationToken);
        var measured = await Wrk.InTurns(servers, path, _ => [], Turn, rounds, cancellationToken);
        var mine = measured[servers[0]];
        return
        [
            .. servers.Skip(1).Select(other => new Figure(
                $"{what}, per second of processor", Text(mine), $"{other.Name}, {Text(measured[other])}", [.. mine.Zip(measured[other], (m, t) => m / t)],
                other.Name == Floor ? Aim.AtLeast(0.9) : Aim.None)),
        ];
    }

    private static ProcessStartInfo Node(string folder, int port) => new("node", [Path.Combine(folder, "server.js")])
    {
        Environment = { ["PORT"] = $"{port}", ["HOSTNAME"] = "127.0.0.1" },
    };

    private static ProcessStartInfo Nginx(string folder, int port, int backend)
    {
        var configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration,
            $$"""
              daemon off;
              user root;
              worker_processes 1;
              pid {{folder}}/nginx.pid;
              events { worker_connections 8192; }
              http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
                  upstream app { server 127.0.0.1:{{backend}}; keepalive 128; }
                  server {
                      listen 127.0.0.1:{{port}};
                      location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
                  }
              }
              """);
        return new ProcessStartInfo("nginx", ["-c", configuration, "-e", Path.Combine(folder, "nginx.log")]);
    }

    private static string Text(IEnumerable<double> rounds) => Medians.Of(rounds).ToString("n0", CultureInfo.InvariantCulture);
}
