using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>A silo whose apps are given seconds where others are given minutes.</summary>
public sealed class AppSilo : IAsyncLifetime
{
    public static readonly AppLimits Short = new()
    {
        StartWithin = TimeSpan.FromSeconds(4),
        BetweenTries = TimeSpan.FromMilliseconds(200),
        AnswerWithin = TimeSpan.FromSeconds(1),
        DrainWithin = TimeSpan.FromSeconds(3),
        EndWithin = TimeSpan.FromSeconds(1),
        PreviewIdle = TimeSpan.FromSeconds(2),
    };

    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.Start(services => services.AddSingleton(Short));

    public async Task DisposeAsync() => await Silo.DisposeAsync();

    /// <summary>How many rows there are for the app.</summary>
    public Task<int> Apps(string id) => Silo.Services.GetRequiredService<Database>().Run((connection, token) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from apps where id = @id", new { id }, cancellationToken: token)));

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
