using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Cli.Tests.Testing;

/// <summary>The server's side of a deploy, as far as the contract promises it; each test bends the one thing it is about.</summary>
internal sealed class Platform : IAsyncDisposable
{
    public const string ProductionUrl = "http://shop.localhost:8080";
    public const string PreviewUrl = "http://shop-2abcdefghijk.localhost:8080";

    public const string CommitSha = "0123456789abcdef0123456789abcdef01234567";

    private static readonly string[] NoReason = [];

    private Platform(RecordingServer server) => Server = server;

    public RecordingServer Server { get; }

    public string? ProjectName { get; set; }
    public string? ActiveDeployment { get; set; }
    public bool AutoActivate { get; set; } = true;
    public string BuildStatus { get; set; } = "building";
    public string? BuildReason { get; set; }
    public string? BuildBranch { get; set; } = "main";
    public string? BuildUpload { get; set; }
    public bool BuildIsProduction { get; set; }
    public string BuildEndsAs { get; set; } = "success";
    public string DeploymentStatus { get; set; } = "active";
    public string? DeploymentReason { get; set; }

    /// <summary>The hashes whose bytes the server already has.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = [];

    public static async Task<Platform> StartAsync()
    {
        var platform = new Platform(await RecordingServer.StartAsync());
        platform.Open();
        return platform;
    }

    public object Project() => new
    {
        id = "prj_1",
        team_id = "tem_1",
        name = ProjectName,
        production_url = ProductionUrl,
        active_deployment_id = ActiveDeployment,
        auto_activate = AutoActivate,
        created_at = "2026-01-01T00:00:00Z",
        updated_at = "2026-01-01T00:00:00Z",
    };

    public object Build() => new
    {
        id = "bld_1",
        project_id = "prj_1",
        status = BuildStatus,
        reason = BuildReason,
        step = "build",
        attempt = 1,
        branch = BuildBranch,
        production = BuildIsProduction,
        upload_id = BuildUpload,
        commit_sha = BuildUpload is null ? CommitSha : null,
        preview_url = PreviewUrl,
        created_at = "2026-01-01T00:00:00Z",
        duration_ms = 61_000,
    };

    public object Deployment(string id = "dpl_1", string build = "bld_1", string? status = null, string? activatedAt = "2026-01-01T00:01:00Z") => new
    {
        id,
        project_id = "prj_1",
        build_id = build,
        status = status ?? DeploymentStatus,
        is_rollback = false,
        reason = DeploymentReason,
        activated_at = activatedAt,
        created_at = "2026-01-01T00:01:00Z",
    };

    public void OnLog(Func<HttpContext, long?, Task> answer) => Server.On("GET /api/builds/bld_1/logs", context =>
    {
        var after = context.Request.Query["after"].ToString();
        return answer(context, after.Length == 0 ? null : long.Parse(after, CultureInfo.InvariantCulture));
    });

    public void EndBuild() => BuildStatus = BuildEndsAs;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private void Open()
    {
        Server.On("GET /api/projects", context => context.JsonAsync(new { items = ProjectName is null ? NoReason : (object[])[Project()], next = (string?)null }));
        Server.On("POST /api/projects", async context =>
        {
            var body = Server.RequestsTo("POST /api/projects").Last().Json;
            ProjectName = (string?)body["name"];
            await context.JsonAsync(Project(), 201);
        });
        Server.On("GET /api/projects/prj_1", context => context.JsonAsync(Project()));
        Server.On("POST /api/projects/prj_1/uploads", async context =>
        {
            var files = Server.RequestsTo("POST /api/projects/prj_1/uploads").Last().Json["files"]!.AsArray();
            var missing = files.Select(file => (string)file!["sha256"]!).Where(hash => !Blobs.ContainsKey(hash)).Distinct();
            await context.JsonAsync(new { id = "upl_1", missing }, 201);
        });
        Server.On("PUT /api/uploads/upl_1/blobs/[0-9a-f]{64}", context =>
        {
            var path = context.Request.Path.Value!;
            Blobs[path[(path.LastIndexOf('/') + 1)..]] = Server.RequestsTo($"PUT {path}").Last().Body;
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        Server.On("POST /api/projects/prj_1/builds", context => context.JsonAsync(Build(), 202));
        Server.On("GET /api/projects/prj_1/builds", context => context.JsonAsync(new { items = (object[])[Build()], next = (string?)null }));
        Server.On("GET /api/builds/bld_1", context => context.JsonAsync(Build()));
        Server.On("GET /api/projects/prj_1/deployments", context => context.JsonAsync(new { items = (object[])[Deployment()], next = (string?)null }));
        Server.On("GET /api/deployments/dpl_1", context => context.JsonAsync(Deployment()));
        OnLog(async (context, _) =>
        {
            await context.SendLineAsync(1, "npm ci");
            await context.SendLineAsync(2, "vite build");
            EndBuild();
            await context.SendEndAsync(BuildEndsAs);
        });
    }

    /// <summary>The paths of a manifest that was sent, each with its facts.</summary>
    public IReadOnlyDictionary<string, JsonNode> Manifest() => Server
        .RequestsTo("POST /api/projects/prj_1/uploads").Last().Json["files"]!.AsArray()
        .ToDictionary(file => (string)file!["path"]!, file => file!);
}
