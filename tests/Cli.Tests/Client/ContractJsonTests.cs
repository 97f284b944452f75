using System.Text.Json;
using MiniVercel.Client;

namespace MiniVercel.Cli.Tests.Client;

/// <summary>The nouns carry every field that the contract names, under that name.</summary>
public sealed class ContractJsonTests
{
    [Theory]
    [InlineData("id, team_id, name, git_url, branch, root_directory, install_command, build_command, output_directory, app_type, domain, production_url, active_deployment_id, git_submodules, git_lfs, retention_days, health_path, app_memory_mb, app_cpus, app_processes, auto_activate, created_at, updated_at", typeof(Project))]
    [InlineData("id, project_id, status, reason, step, attempt, production, upload_id, commit_sha, branch, message, author, environment, artifact_id, preview_url, created_at, started_at, completed_at, duration_ms, changed_paths, changed_count", typeof(Build))]
    [InlineData("name, project_id, is_verified, is_pointing_here, ssl_status, dns_cname_target, records, problem, url, created_at, verified_at, checked_at, lost_since", typeof(Domain))]
    [InlineData("type, name, value, is_found", typeof(DomainRecord))]
    [InlineData("id, key, value, target, scope, version, created_at, updated_at", typeof(Variable))]
    [InlineData("key, value, target, scope", typeof(NewVariable))]
    [InlineData("id, project_id, build_id, status, is_rollback, reason, activated_at, created_at", typeof(Deployment))]
    [InlineData("seq, at, stream, step, text", typeof(LogLine))]
    [InlineData("ref, commit_sha, upload_id, production, force", typeof(NewBuild))]
    [InlineData("path, sha256, size, executable", typeof(UploadFile))]
    [InlineData("id, missing", typeof(Upload))]
    [InlineData("title, detail, trace_id, errors", typeof(Problem))]
    public void Every_field_of_the_contract_is_there(string fields, Type noun) =>
        Assert.Equal(
            fields.Split(", ").Order(StringComparer.Ordinal),
            ApiJson.Default.GetTypeInfo(noun)!.Properties.Where(property => property.Get is not null).Select(property => property.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_time_is_written_as_the_server_writes_it()
    {
        const string line = """{"seq":1,"at":"2026-01-02T03:04:05.060Z","stream":"stdout","text":"x"}""";
        const string builds = """[{"id":"bld_1","project_id":"prj_1","status":"pending","attempt":0,"production":false,"created_at":"2026-01-02T03:04:05.060Z"}]""";

        Assert.Equal(line, JsonSerializer.Serialize(JsonSerializer.Deserialize(line, ApiJson.Default.LogLine), ApiJson.Default.LogLine));
        Assert.Equal(
            builds,
            JsonSerializer.Serialize(JsonSerializer.Deserialize(builds, CliJson.Default.IReadOnlyListBuild), CliJson.Default.IReadOnlyListBuild));
    }

    [Fact]
    public void A_field_or_a_status_of_a_newer_server_is_no_error()
    {
        var build = JsonSerializer.Deserialize(
            """{"id":"bld_1","project_id":"prj_1","status":"dreaming","created_at":"2026-01-01T00:00:00Z","mood":"good"}""", ApiJson.Default.Build)!;

        Assert.False(build.HasEnded);
    }
}
