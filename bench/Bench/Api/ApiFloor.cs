using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniVercel.Bench.Serving;
using MiniVercel.Platform.GitHosts;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Bench.Api;

/// <summary>
/// The server below ours with the database and nothing between them: each address runs the statements that ours runs, one after the other,
/// and writes the rows as they come. It looks into no token, checks nothing that it is sent and decides nothing.
/// </summary>
internal sealed class ApiFloor(NpgsqlDataSource source)
{
    public const string Silo = "floor";

    private const string Project =
        """{"team":"team_default","settings":{"name":"NAME","branch":"main","git_submodules":false,"git_lfs":false,"health_path":"/","app_memory_mb":1024,"app_processes":512,"auto_activate":true},"generation":0,"requested":[],"created_at":"2026-11-22T00:44:06.299Z","updated_at":"2026-11-22T00:44:06.299Z"}""";

    private const string Build =
        """{"order":{"team":"team_default","project":"PROJECT","project_name":"seed","production":false,"force":false,"branch":"BRANCH","git":{"url":"file:///srv/git/seed.git","or_default":false,"submodules":false,"lfs":false},"is_foreign":false},"team":"team_default","project_id":"PROJECT","short_id":"SHORT","status":"pending","attempt":0,"offers":1,"last_seq":0,"created_at":"2026-11-22T00:44:06.395Z","handover_due":false,"release_due":false}""";

    private const string Team = "team_default";
    private static readonly string[] s_teams = [Team];

    public static async Task Serve(int port, string database, CancellationToken cancellationToken)
    {
        await using var same = new Database(database); // the pool that ours has, with all its settings
        var floor = new ApiFloor(same.Source);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
        });
        await using var app = builder.Build();
        app.MapGet("/" + Content.Small, () => "");
        app.MapGet("/api/projects", floor.ListProjects);
        app.MapPost("/api/projects", floor.CreateProject);
        app.MapGet("/api/builds/{id}", floor.GetBuild);
        app.MapPost("/api/projects/{id}/builds", floor.TriggerBuild);
        app.MapPost("/api/webhooks/github", floor.Hear);
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ListProjects(HttpContext context)
    {
        await Authenticate(context);
        await Answer(context, 200, ApiStatements.ListProjects, s_teams, null, null, 21);
    }

    private async Task GetBuild(HttpContext context, string id)
    {
        await Authenticate(context);
        await Answer(context, 200, ApiStatements.FindBuild, Team, id);
    }

    private async Task CreateProject(HttpContext context)
    {
        await Authenticate(context);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var name = body.RootElement.GetProperty("name").GetString()!;
        var id = NewId.Of<ProjectId>(TimeProvider.System).Value;
        var state = Project.Replace("NAME", name, StringComparison.Ordinal);
        await Place($"project/{id}");
        await Run(ApiStatements.ReadState("projects"), id);
        await Run(ApiStatements.InsertState("projects"), id, Team, Guid.CreateVersion7(), TimeSpan.FromSeconds(5), state);
        await using (var connection = await source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Run(connection, ApiStatements.RaiseClock, id);
            await Run(connection, ApiStatements.Ring(Doorbell.Routes));
            await Run(connection, ApiStatements.LetGoOfNames, id, name);
            await Run(connection, ApiStatements.TakeName, name, Team, id);
            await Run(connection, ApiStatements.Branches, id);
            await transaction.CommitAsync();
        }

        await Run(ApiStatements.UpdateProject, Guid.CreateVersion7(), Team, null, state, id, 1L);
        await Run(ApiStatements.ReadClock);
        await Run(ApiStatements.AnyGatewayBehind, 1L, 1L);
        await Answer(context, 201, ApiStatements.FindProject, s_teams, id);
        await Audit("admin", "projects.create", id, "", state);
    }

    private async Task TriggerBuild(HttpContext context, string id)
    {
        await Authenticate(context);
        await Run(ApiStatements.FindProject, s_teams, id);
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var build = NewId.Of<BuildId>(TimeProvider.System).Value;
        var state = Build.Replace("PROJECT", id, StringComparison.Ordinal).Replace("SHORT", NewId.ShortId(), StringComparison.Ordinal)
            .Replace("BRANCH", body.RootElement.GetProperty("ref").GetString(), StringComparison.Ordinal);
        await Place($"build/{build}");
        await Run(ApiStatements.ReadState("builds"), build);
        await Run(ApiStatements.InsertState("builds"), build, Team, Guid.CreateVersion7(), TimeSpan.FromMinutes(5), state);
        await Run(ApiStatements.Ring(Doorbell.Builds));
        await Run(ApiStatements.Overtaken, build);
        await Answer(context, 202, ApiStatements.FindBuild, Team, build);
        await Audit("admin", "projects.builds.create", id, "", state);
    }

    private async Task Hear(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var repository = body.RootElement.GetProperty("repository").GetProperty("full_name").GetString()!;
        var branch = body.RootElement.GetProperty("ref").GetString()!;
        var commit = body.RootElement.GetProperty("after").GetString()!;
        var delivery = context.Request.Headers["x-github-delivery"].ToString();
        var before = HostEvent.NoCommit;
        var moment = DateTime.UtcNow;
        var text = StateJson.Time(moment);
        await Run(ApiStatements.Hooked, new[] { repository, repository }, 100);
        await using (var connection = await source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var project = context.Request.Query["project"].ToString();
            await Run(connection, ApiStatements.Deliver, project, delivery, "push", branch, commit, before, text, "skip");
            await Run(connection, ApiStatements.LockHead, project, branch);
            await Run(connection, ApiStatements.LaterHeads, commit, project, branch, text, 50);
            await Run(
                connection, ApiStatements.MoveHead, project, branch, Team, branch, commit, before, moment, moment, "skip",
                NewId.Of<BuildId>(TimeProvider.System).Value, false);
            await Run(connection, ApiStatements.RecordDelivery, "skip", project, delivery);
            await Run(
                connection, ApiStatements.Audit, NewId.Of<AuditId>(TimeProvider.System).Value, Team, "GitHub", "webhooks.push", project, $"{branch} {commit} skip", null,
                "127.0.0.1", "0123456789abcdef0123456789abcdef", null, null);
            await transaction.CommitAsync();
        }

        context.Response.StatusCode = 202;
        await context.Response.WriteAsJsonAsync(new { items = new[] { new { outcome = "skip" } } });
    }

    private Task Authenticate(HttpContext context) => Run(
        ApiStatements.WhoCalls, SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()["Bearer ".Length..])));

    private async Task Place(string grain)
    {
        await Run(ApiStatements.FindGrain, grain);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, ApiStatements.Hastily);
        await Run(connection, ApiStatements.PlaceGrain, grain, Silo);
        await Run(connection, ApiStatements.SeeGrain, Silo, grain);
        await transaction.CommitAsync();
    }

    private Task Audit(string actor, string action, string subject, string detail, string after) => Run(
        ApiStatements.Audit, NewId.Of<AuditId>(TimeProvider.System).Value, Team, actor, action, subject, detail, null, "127.0.0.1",
        "0123456789abcdef0123456789abcdef", null, after);

    private async Task Run(string sql, params object?[] values)
    {
        await using var connection = await source.OpenConnectionAsync();
        await Run(connection, sql, values);
    }

    private static async Task Run(NpgsqlConnection connection, string sql, params object?[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    }

    /// <summary>The rows as they are, each column by its name.</summary>
    private async Task Answer(HttpContext context, int status, string sql, params object?[] values)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var connection = await source.OpenConnectionAsync();
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartArray();
        while (await reader.ReadAsync())
        {
            json.WriteStartObject();
            for (var i = 0; i < reader.FieldCount; i++)
                Write(json, reader.GetName(i), reader.IsDBNull(i) ? null : reader.GetValue(i));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, (string)value);
                break;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
