using System.Buffers;
using System.Net;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Npgsql;
using Xunit.Abstractions;

namespace MiniVercel.Properties;

public class ProjectPersistenceProperties(ITestOutputHelper output)
{
    private static readonly string[] Fields =
    [
        "name", "git_url", "branch", "root_directory", "install_command", "build_command", "output_directory", "app_type", "domain",
    ];

    private static readonly SearchValues<char> ForShells = SearchValues.Create("&|;$`\"'");

    private static readonly Dictionary<string, Func<ProjectConfiguration, bool>> Kinds = new()
    {
        ["nothing but a name"] = p => p.ToBody().Count == 1,
        ["everything said"] = p => p.ToBody().Count == Fields.Length,
        ["a name as long as it may be"] = p => p.Name.Length == 63,
        ["a name with a hyphen"] = p => p.Name.Contains('-', StringComparison.Ordinal),
        ["a repository by https"] = p => p.GitUrl?.StartsWith("https:", StringComparison.Ordinal) == true,
        ["a repository by ssh"] = p => p.GitUrl?.StartsWith("ssh:", StringComparison.Ordinal) == true,
        ["a repository in the short form"] = p => p.GitUrl?.StartsWith("git@", StringComparison.Ordinal) == true,
        ["no branch"] = p => p.Branch is null,
        ["a branch in a folder"] = p => p.Branch?.Contains('/', StringComparison.Ordinal) == true,
        ["a path beyond ASCII"] = p => p.RootDirectory?.Any(c => c > 127) == true,
        ["a command that a shell would take apart"] = p => p.BuildCommand?.AsSpan().ContainsAny(ForShells) == true,
        ["a long command"] = p => p.BuildCommand?.Length > 64,
        ["no application type"] = p => p.AppType is null,
        ["a server application"] = p => p.AppType is "nextjs" or "node",
        ["a static application"] = p => p.AppType is "vite" or "static",
        ["a domain"] = p => p.Domain is not null,
    };

    // Feature: mini-vercel-platform, Property 1: For any valid project configuration (including name, GitHub URL, build
    // command, app type, and domain), creating the project should result in all configuration data being retrievable from
    // the database with identical values.
    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "1: Project data persistence")]
    public async Task A_created_project_is_read_back_as_it_was_asked_for()
    {
        var kinds = new CaseClasses([.. Kinds.Keys]);
        await using var silo = await TestSilo.Start();

        HoldsFor(silo, projects: 150, wanted => kinds.Count(Kinds.Where(k => k.Value(wanted)).Select(k => k.Key)));

        kinds.EachWasMet(output);
    }

    [Fact]
    [Trait("Feature", "mini-vercel-platform")]
    [Trait("Property", "1: Project data persistence")]
    public async Task A_storage_that_cuts_off_what_is_too_long_is_caught()
    {
        await using var sabotaged = await TestSilo.Start(Truncated.Commands);

        PropertyBrokenException.Expect(1, () => HoldsFor(sabotaged, projects: 150));
    }

    private static void HoldsFor(TestSilo silo, int projects, Action<ProjectConfiguration>? kept = null) => Prop
        .ForAll(ProjectConfigurations.Arbitrary(), async wanted =>
        {
            await PropertyBrokenException.Guard(1, () => IsKept(silo, wanted));
            kept?.Invoke(wanted);
            return true;
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(projects));

    private static async Task IsKept(TestSilo silo, ProjectConfiguration wanted)
    {
        var body = wanted.ToBody();
        var created = (await silo.Api.Post("/api/projects", body)).Expect(HttpStatusCode.Created);
        var read = (await silo.Api.Get($"/api/projects/{created.Text("id")}")).Expect(HttpStatusCode.OK);
        await using var source = NpgsqlDataSource.Create(silo.ConnectionString);
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
    }
}
