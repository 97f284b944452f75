using System.Net;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>A project's variables in real builds, in this machine's box.</summary>
public sealed class BuildEnvironmentTests(SharedSilo shared) : CommandsTest(shared.Silo), IClassFixture<SharedSilo>
{
    private const string Mask = "••••••••";
    private const string Pem = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n'quoted' $HOME `id`\n-----END KEY-----\n";

    [BoxFact]
    public async Task A_build_sees_the_variables_of_its_target_and_scope_and_its_log_masks_them()
    {
        var project = await Project();
        await Add(project, "API_TOKEN", "tok-production-8861", ["production"]);
        await Add(project, "API_TOKEN", "tok-preview-1249", ["preview"]);
        await Add(project, "BUILD_ONLY", "seen by builds", scope: "build");
        await Add(project, "RUNTIME_ONLY", "seen by apps", scope: "runtime");
        await Add(project, "PRIVATE_KEY", Pem);
        var files = Files(new
        {
            installCommand = "echo installing with $API_TOKEN",
            buildCommand = "mkdir out && cp index.html out/ && env > out/environment && printf '%s' \"$PRIVATE_KEY\" > out/key"
                + " && echo \"$PRIVATE_KEY\" && printf 'tok-pre' && sleep 0.2 && echo view-1249 >&1 && echo tok-production-8861 >&2",
            outputDirectory = "out",
        });

        var preview = await Api.Build(project, files);
        await Succeeded(preview);
        var environment = await Page(preview, "/environment");
        Assert.Contains("API_TOKEN=tok-preview-1249\n", environment, StringComparison.Ordinal);
        Assert.Contains("BUILD_ONLY=seen by builds\n", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("RUNTIME_ONLY", environment, StringComparison.Ordinal);
        Assert.Equal(Pem, await Page(preview, "/key"));

        var log = await Log(preview);
        Assert.Contains($"stdout install installing with {Mask}", log);
        Assert.Contains($"stdout build {Mask}", log);
        Assert.Contains("stderr build tok-production-8861", log); // not a value that this build was given
        Assert.DoesNotContain(log.Where(l => l.StartsWith("std", StringComparison.Ordinal)), l => l.Contains("1249", StringComparison.Ordinal) || l.Contains("MIIEvQ", StringComparison.Ordinal));

        var production = await Api.Build(project, files, production: true);
        await Succeeded(production);
        Assert.Contains("API_TOKEN=tok-production-8861\n", await Page(production, "/environment"), StringComparison.Ordinal);
        Assert.Contains($"stderr build {Mask}", await Log(production));
    }

    [BoxFact]
    public async Task A_build_says_what_it_saw_by_names_and_a_fingerprint_that_changes_with_the_values()
    {
        var project = await Project();
        var files = Files(new { buildCommand = "true" });
        await Add(project, "TOKEN", "value-number-one");

        var (first, second) = (await Api.Build(project, files), await Api.Build(project, files));
        (await Api.Put($"/api/projects/{project}/env/TOKEN", new { value = "value-number-two" })).Expect(HttpStatusCode.OK);
        var third = await Api.Build(project, files);

        Assert.Equal(["TOKEN"], first["environment"]["keys"]!.AsArray().Select(k => k!.GetValue<string>()));
        Assert.Equal(Fingerprint(first), Fingerprint(second));
        Assert.NotEqual(Fingerprint(first), Fingerprint(third));
        Assert.Contains($"system detect The commands are given TOKEN (fingerprint {Fingerprint(third)}).", await Log(third));
        Assert.Null((await Build(new { })).Json!["environment"]);
    }

    [BoxFact]
    public async Task A_line_of_the_platforms_own_masks_a_value_as_well()
    {
        var project = await Project();
        await Add(project, "TOKEN", "in-the-command");

        var build = await Api.Build(project, Files(new { buildCommand = "exit 3 # in-the-command" }));

        Assert.Equal($"system build Failed: 'exit 3 # {Mask}' ended with 3. The lines above say why.", await Failed(build, "build_failed"));
        Assert.DoesNotContain(await Log(build), l => l.Contains("in-the-command", StringComparison.Ordinal));
    }

    [BoxFact]
    public async Task A_variable_that_cannot_be_read_ends_the_build_before_anything_runs()
    {
        var (project, other) = (await Project(), await Project());
        await Add(project, "TOKEN", "mine-and-not-yours");
        await Tell($"update environment_variables set project_id = '{other}' where project_id = '{project}'");

        var build = await Api.Build(other, Files(new { buildCommand = "echo never" }));

        Assert.Contains("The project's variables cannot be read.", await Failed(build, "environment_unreadable"), StringComparison.Ordinal);
        Assert.DoesNotContain(await Log(build), l => l.StartsWith("stdout", StringComparison.Ordinal));
    }

    private async Task Add(string project, string key, string value, string[]? target = null, string scope = "both") =>
        (await Api.Post($"/api/projects/{project}/env", new { key, value, target = target ?? ["production", "preview"], scope })).Expect(HttpStatusCode.Created);

    private async Task Tell(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(shared.Silo.ConnectionString);
        await using var command = source.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private static string Fingerprint(ApiAnswer build) => build["environment"]["fingerprint"]!.GetValue<string>();
}
