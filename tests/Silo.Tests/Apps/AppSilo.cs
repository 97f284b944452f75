using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Apps;
using MiniVercel.Testing.Clocks;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Logs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>A silo whose apps are given seconds to go where others are given minutes, and minutes to come: machines of tests can be slow.</summary>
public sealed class AppSilo : IAsyncLifetime
{
    private static readonly AppLimits s_limits = new()
    {
        StartWithin = TimeSpan.FromSeconds(90),
        BetweenTries = TimeSpan.FromMilliseconds(200),
        HoldFor = TimeSpan.FromMinutes(1),
        DrainWithin = TimeSpan.FromSeconds(3),
        EndWithin = TimeSpan.FromSeconds(1),
        PreviewIdle = TimeSpan.FromSeconds(2),
    };

    public TestSilo Silo { get; private set; } = null!;

    public PacedClock Clock { get; } = new();

    public RecordedLog Log { get; } = new();

    public async Task InitializeAsync() => Silo = await TestSilo.Start(services =>
        services.AddSingleton(s_limits).AddSingleton<TimeProvider>(Clock).AddSingleton<ILoggerProvider>(Log));

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    /// <summary>How many rows there are for the app.</summary>
    public Task<int> Apps(string id) => Silo.Services.GetRequiredService<Database>().Run((connection, token) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from apps where id = @id", new { id }, cancellationToken: token)));

    /// <summary>
    /// Whoever writes down where an app of the project answers is kept by the database until gateways have read its route, as one may be on a
    /// machine that has too much to do; or for three seconds, where they read no route before they can read the place as well.
    /// </summary>
    public Task NoteSlowly(string project) => Silo.Services.GetRequiredService<Database>().Run((connection, token) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"""
             create or replace function note_slowly() returns trigger language plpgsql as $$
             begin
                 for look in 1..150 loop
                     exit when exists (
                         select 1 from route_commits c join silos g on (g.applied_epoch, g.applied_n) >= (c.epoch, c.n) where c.deployment_id = new.id);
                     perform pg_sleep(0.02);
                 end loop;
                 return new;
             end $$;
             create trigger note_slowly before update on apps for each row
             when (new.served_by is distinct from old.served_by and new.project_id = '{project}') execute function note_slowly();
             """,
            cancellationToken: token)));

    public Task<AppProject> NewProject() => AppProject.On(Silo);
}

/// <summary>A project on it, by its own host.</summary>
public sealed class AppProject(TestSilo silo, string name, string id)
{
    public string Id => id;

    public string Name => name;

    public static async Task<AppProject> On(TestSilo silo)
    {
        var name = $"app{Guid.NewGuid():n}"[..16];
        return new AppProject(silo, name, await silo.Api.CreateProject(name));
    }

    public string Host => silo.SiteHost(name);

    public async Task Change(object settings) => (await silo.Api.Put($"/api/projects/{id}", settings)).Expect(HttpStatusCode.OK);

    public async Task<ApiAnswer> Build(IReadOnlyDictionary<string, string> files)
    {
        var build = await silo.Api.Build(id, files);
        Assert.True(build.Text("status") == "success", await silo.Api.FollowLog(build.Text("id")));
        return build;
    }

    public Task<ApiAnswer> Activate(ApiAnswer build) => silo.Api.Activate(id, build.Text("id"));

    /// <summary>Built and on the air.</summary>
    public async Task<ApiAnswer> Deploy(IReadOnlyDictionary<string, string> files) => (await Activate(await Build(files))).Expect(HttpStatusCode.OK);

    public Task<RawResponse> Get(string path = "/", params IReadOnlyList<KeyValuePair<string, string>> headers) => RawHttp.Get(silo.Endpoint, Host, path, headers);
}
