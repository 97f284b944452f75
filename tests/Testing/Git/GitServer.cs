using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Git;

/// <summary>
/// A Git server as there are thousands: git's own `http-backend` behind HTTP, with a login if it is told one, redirects if it is told
/// where to, and large files in the way of LFS.
/// </summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _root;
    private readonly ConcurrentDictionary<string, byte[]> _large = new();

    private GitServer(WebApplication app, string root) => (_app, _root) = (app, root);

    /// <summary>The header that a request must have, if any.</summary>
    public string? Login { get; set; }

    /// <summary>Where a request is sent on to, if anywhere.</summary>
    public Func<HttpRequest, string?>? Redirect { get; set; }

    /// <summary>Where it says that large files lie; with itself if not said.</summary>
    public string? LargeFilesAt { get; set; }

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Every request that has come, as `METHOD path`.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>What they brought as their login, if anything.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <param name="root">The folder of its repositories.</param>
    /// <param name="certificate">With it, it speaks https.</param>
    public static async Task<GitServer> Start(string root, X509Certificate2? certificate = null)
    {
        var app = LocalServer.Build(certificate is null ? null : listening => listening.UseHttps(certificate));
        var server = new GitServer(app, root);
        app.Run(server.Answer);
        await app.StartAsync();
        return server;
    }

    /// <summary>Keeps a large file, and answers with the pointer that stands for it in a repository.</summary>
    public string Keep(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _large[hash] = bytes;
        return $"version https://git-lfs.github.com/spec/v1\noid sha256:{hash}\nsize {bytes.Length}\n";
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        if (Redirect?.Invoke(context.Request) is { } elsewhere)
            context.Response.Redirect(elsewhere);
        else if (Login is { } login && context.Request.Headers.Authorization != login)
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (401, "Basic realm=\"git\"");
        else if (context.Request.Path.Value!.EndsWith("/info/lfs/objects/batch", StringComparison.Ordinal))
            await SayWhereLargeFilesAre(context);
        else if (context.Request.Path.StartsWithSegments("/large", out var hash))
            await context.Response.Body.WriteAsync(_large[hash.Value!.Trim('/')]);
        else
            await AskGit(context);
    }

    private async Task SayWhereLargeFilesAre(HttpContext context)
    {
        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        var at = LargeFilesAt ?? $"{context.Request.Scheme}://{context.Request.Host}/large/";
        await context.Response.WriteAsJsonAsync(new
        {
            objects = asked.RootElement.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("oid").GetString()!).Select(oid =>
                new { oid, size = _large[oid].Length, actions = new { download = new { href = at + oid } } }),
        });
    }

    /// <summary>By CGI, as any web server does.</summary>
    private async Task AskGit(HttpContext context)
    {
        var info = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["GIT_PROJECT_ROOT"] = _root;
        info.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        info.Environment["GIT_PROTOCOL"] = context.Request.Headers["Git-Protocol"].ToString();
        info.Environment["REQUEST_METHOD"] = context.Request.Method;
        info.Environment["PATH_INFO"] = context.Request.Path.Value;
        info.Environment["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?');
        info.Environment["CONTENT_TYPE"] = context.Request.ContentType;
        info.Environment["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding.ToString();
        using var process = Process.Start(info)!;
        await context.Request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();

        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        var bytes = output.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Status")
                context.Response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            else
                context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
