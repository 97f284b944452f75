using System.Net;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Properties;

[Collection(PropertyCollection.Name)]
public class ProjectPersistenceProperties(SharedSilo fixture)
{
    private static readonly string[] Fields =
    [
        "name", "git_url", "branch", "root_directory", "install_command", "build_command", "output_directory", "app_type", "domain",
    ];

    // Feature: mini-vercel-platform, Property 1: For any valid project configuration (including name, GitHub URL, build
    // command, app type, and domain), creating the project should result in all configuration data being retrievable from
    // the database with identical values.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "1: Project data persistence")]
    public void A_created_project_is_read_back_as_it_was_asked_for() => Prop
        .ForAll(ProjectConfigurations.Arbitrary(), IsKept)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private async Task<bool> IsKept(ProjectConfiguration wanted)
    {
        var api = fixture.Silo.Api;
        var body = wanted.ToBody();
        var created = (await api.Post("/api/projects", body)).Expect(HttpStatusCode.Created);
        var read = (await api.Get($"/api/projects/{created.Text("id")}")).Expect(HttpStatusCode.OK);
        await using var source = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();

        foreach (var field in Fields)
        {
            var expected = body.GetValueOrDefault(field) ?? (field == "branch" ? "main" : null);
            var stored = await connection.ExecuteScalarAsync<string?>(
                "select state -> 'settings' ->> @field from projects where id = @id", new { field, id = created.Text("id") });
            Assert.Equal(expected, read.Json![field]?.GetValue<string>());
            Assert.Equal(expected, created.Json![field]?.GetValue<string>());
            Assert.Equal(expected, stored);
        }

        return true;
    }
}
