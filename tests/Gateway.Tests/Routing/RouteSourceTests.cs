using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>A gateway reads what has changed since it looked last, and has what it would have had by reading everything.</summary>
public class RouteSourceTests
{
    [Fact]
    public async Task What_has_changed_leads_to_the_same_routes_as_all_of_them_and_nothing_else_is_read()
    {
        await using var silo = await TestSilo.Start();
        var source = silo.Services.GetRequiredService<IRouteSource>();
        var (untouched, site, doomed) = (await Site.Create(silo, "untouched"), await Site.Create(silo, "touched"), await Site.Create(silo, "doomed"));
        await untouched.Deploy("as it was");
        var known = await source.Load(RouteSnapshot.Empty, default);
        var (before, name) = (known.Sites[untouched.Name], Site.NewName("renamed"));
        var build = "";

        foreach (var change in new Func<Task>[]
        {
            async () => build = (await site.Build("one", "dev")).Text("id"),
            () => site.Activate(build),
            () => site.Deploy("two"),
            async () => (await silo.Api.Delete($"/api/builds/{(await site.Build("three", "dev")).Text("id")}")).Expect(HttpStatusCode.NoContent),
            async () => (await silo.Api.Put($"/api/projects/{site.Project}", new { name })).Expect(HttpStatusCode.OK),
            () => new Site(silo, site.Project, name).Deploy("four"),
            async () => (await silo.Api.Delete($"/api/projects/{doomed.Project}")).Expect(HttpStatusCode.NoContent),
            () => Task.CompletedTask,
        })
        {
            await change();
            known = await source.Load(known, default);

            Assert.Equal(Words(await source.Load(RouteSnapshot.Empty, default)), Words(known));
            Assert.Same(before, known.Sites[untouched.Name]);
        }
    }

    [Fact]
    public async Task Where_it_is_not_known_what_a_step_of_the_clock_has_changed_everything_is_read()
    {
        await using var silo = await TestSilo.Start();
        var source = silo.Services.GetRequiredService<IRouteSource>();
        var site = await Site.Create(silo, "forgotten");
        var known = await source.Load(RouteSnapshot.Empty, default);
        await using var database = NpgsqlDataSource.Create(silo.ConnectionString);
        await site.Deploy("one");
        await using var forget = database.CreateCommand("delete from route_changes where n = (select max(n) from route_changes)");
        Assert.Equal(1, await forget.ExecuteNonQueryAsync());

        var next = await source.Load(known, default);

        Assert.NotNull(next.Sites[site.Name].Deployment);
        Assert.Equal(Words(await source.Load(RouteSnapshot.Empty, default)), Words(next));
    }

    /// <summary>In one order, whatever was read when.</summary>
    private static string Words(RouteSnapshot snapshot) => JsonSerializer.Serialize(
        new { snapshot.Clock, Sites = snapshot.Sites.OrderBy(s => s.Key, StringComparer.Ordinal) }, StateJson.Options);
}
