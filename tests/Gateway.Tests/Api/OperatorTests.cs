using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Secrets;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>What is shown to those who run the installation, and to nobody else.</summary>
[Collection(nameof(Alone))]
public sealed partial class OperatorTests(SharedSilo fixture) : IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = fixture.Silo;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/cluster")]
    [InlineData("/api/cluster/keys")]
    public async Task Only_an_administrator_of_the_first_team_is_let_in(string path)
    {
        using var stranger = new ApiDriver(Address, "");
        using var user = new ApiDriver(Address, await TokenOfAUser());

        using var other = await OtherTeam.Enter(_silo);

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.Get(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await user.Get(path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.Get(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await _silo.Api.Get(path)).Status);
    }

    [Fact]
    public async Task The_cluster_is_its_silos_with_their_roles_leases_and_routes()
    {
        var cluster = (await _silo.Api.Get("/api/cluster")).Expect(HttpStatusCode.OK);

        Assert.Equal("0.1.0", cluster.Text("version"));
        var silo = Assert.Single(cluster["silos"].AsArray())!;
        Assert.StartsWith("silo_", silo["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(["gateway", "worker", "engine"], silo["roles"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.True(silo["is_alive"]!.GetValue<bool>());
        Assert.InRange(silo["lease_age_seconds"]!.GetValue<double>(), 0, 3);
        Assert.Equal(0, silo["activations"]!.GetValue<int>());
        Assert.InRange(silo["applied_n"]!.GetValue<long>(), 0, cluster["route_clock"]["n"]!.GetValue<long>());
    }

    [Fact]
    public async Task Every_table_with_secrets_is_one_that_a_rotation_goes_over()
    {
        await using var source = NpgsqlDataSource.Create(_silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            "select table_name from information_schema.columns where table_schema = current_schema() and column_name = 'envelope'");

        Assert.Equal(tables.Order(), _silo.Services.GetServices<SealedTable>().Select(t => t.Name).Order());
    }

    [Fact]
    public async Task Metrics_tell_of_requests_builds_activations_leases_and_the_database()
    {
        var project = await _silo.Api.CreateProject("measured");
        var build = await _silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "measured" });
        (await _silo.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);

        var lines = await Metrics();

        Assert.All(lines, line => Assert.Matches(Line(), line));
        foreach (var start in new[]
        {
            "http_server_request_duration_seconds_count{", "kestrel_active_connections{",
            "minivercel_build_duration_seconds_count{outcome=\"ended\"}", "minivercel_activation_duration_seconds_count{outcome=\"ended\"}",
            "minivercel_lease_age_seconds ", "db_client_",
        })
        {
            Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal));
        }
    }

    private async Task<string[]> Metrics()
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await File.ReadAllTextAsync(Path.Combine(_silo.Folder, "admin-token"))).Trim());
        using var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Uri Address => new($"http://127.0.0.1:{_silo.Endpoint.Port}");

    private async Task<string> TokenOfAUser()
    {
        var token = ApiTokens.NewToken();
        await using var source = NpgsqlDataSource.Create(_silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into api_tokens (id, team_id, name, hash, role) values (@id, 'team_default', 'user', @hash, 'deploy')",
            new { id = $"tok_{Guid.NewGuid():n}", hash = SHA256.HashData(Encoding.UTF8.GetBytes(token)) });
        return token;
    }

    [GeneratedRegex("""^(# (HELP|TYPE) \w+ .*|[a-z_]\w*(\{(\w+="([^"\\]|\\.)*",?)*\})? (-?[0-9.]+(E[-+]?[0-9]+)?|NaN|[-+]?Inf))$""", RegexOptions.IgnoreCase)]
    private static partial Regex Line();
}
