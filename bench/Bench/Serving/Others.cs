using System.Diagnostics;
using MiniVercel.Bench.Contenders;

namespace MiniVercel.Bench.Serving;

/// <summary>Who else could serve files, each set up as somebody would who wants it to be fast.</summary>
internal static class Others
{
    public const string Floor = "bare Kestrel";

    private static readonly string[] s_programs = ["nginx", "caddy", "wrk"];

    /// <summary>Programs that are not on this machine are not waited for; the bench says which.</summary>
    public static IReadOnlyList<string> Missing => [.. s_programs.Where(program => !IsThere(program))];

    public static async Task<IReadOnlyList<Server>> Start(string folder)
    {
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        Content.LayOut(files);
        OpenToAll(folder, files);
        var servers = new List<Server>();
        try
        {
            servers.Add(await Server.Start(Floor, Kestrel));
            if (IsThere("nginx"))
                servers.Add(await Server.Start("nginx", port => Nginx(folder, files, port)));
            if (IsThere("caddy"))
                servers.Add(await Server.Start("caddy", port => Caddy(folder, port, $"root * {files}\nfile_server {{\nprecompressed gzip\n}}")));
            return servers;
        }
        catch
        {
            foreach (var server in servers)
                await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>With the collector that the silo has.</summary>
    private static ProcessStartInfo Kestrel(int port)
    {
        var info = new ProcessStartInfo("dotnet", [Arena.ThisProgram, "contender", "kestrel-floor", $"{port}"]);
        info.Environment["DOTNET_gcServer"] = "1";
        return info;
    }

    private static ProcessStartInfo Nginx(string folder, string files, int port)
    {
        var configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration,
            $$"""
              daemon off;
              worker_processes 1;
              pid {{folder}}/nginx.pid;
              error_log {{folder}}/nginx.log;
              events { worker_connections 8192; }
              http {
                  types { text/plain txt; text/html html; text/javascript js; }
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  open_file_cache max=1000 inactive=60s;
                  open_file_cache_valid 60s;
                  gzip_static on;
                  keepalive_requests 1000000000;
                  keepalive_timeout 1h;
                  client_body_temp_path {{folder}}/nginx-body;
                  proxy_temp_path {{folder}}/nginx-proxy;
                  fastcgi_temp_path {{folder}}/nginx-fastcgi;
                  uwsgi_temp_path {{folder}}/nginx-uwsgi;
                  scgi_temp_path {{folder}}/nginx-scgi;
                  server { listen 127.0.0.1:{{port}}; root {{files}}; }
              }
              """);
        return new ProcessStartInfo("nginx", ["-c", configuration, "-e", Path.Combine(folder, "nginx.log")]);
    }

    /// <param name="folder">Where it keeps its own.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="answers">What it does with what it is asked, in its own words.</param>
    public static ProcessStartInfo Caddy(string folder, int port, string answers)
    {
        var configuration = Path.Combine(folder, "Caddyfile");
        File.WriteAllText(configuration,
            $$"""
              {
                  admin off
                  auto_https off
                  log {
                      output discard
                  }
              }
              http://localhost:{{port}} {
                  bind 127.0.0.1
                  {{answers}}
              }
              """);
        var info = new ProcessStartInfo("caddy", ["run", "--config", configuration, "--adapter", "caddyfile"]);
        info.Environment["HOME"] = folder;
        return info;
    }

    /// <summary>A worker of nginx is another user.</summary>
    private static void OpenToAll(string folder, string files)
    {
        const UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        for (var path = files; path.Length >= folder.Length || Path.GetFileName(path).StartsWith("minivercel-bench-", StringComparison.Ordinal); path = Path.GetDirectoryName(path)!)
            File.SetUnixFileMode(path, all);
    }

    private static bool IsThere(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
