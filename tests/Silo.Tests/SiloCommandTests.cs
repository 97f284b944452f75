using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Tests;

public sealed class SiloCommandTests
{
    private static readonly string[] Variables = ["PORT", "DATA", "BASE_DOMAIN", "DASHBOARD_HOST", "DATABASE"];

    [Fact]
    public void Nothing_said_is_everything_on_this_machine()
    {
        var options = Parsed([]);

        Assert.Equal(new SiloOptions(), options);
        Assert.True(options.IsLocal);
    }

    [Fact]
    public void Every_option_is_taken() => Assert.Equal(
        new SiloOptions
        {
            Port = 0,
            Data = "/srv/mv",
            BaseDomain = "sites.example.com",
            DashboardHost = "panel.example.org",
            Database = "Host=db;Database=mv",
            BuildSlots = 3,
            Sandbox = BoxChoice.Process,
            RetentionDays = 30,
            SweepEvery = TimeSpan.FromMinutes(10),
        },
        Parsed(
        [
            "--port", "0", "--data", "/srv/mv", "--base-domain", "Sites.Example.COM.", "--dashboard-host", "panel.example.org",
            "--database", "Host=db;Database=mv", "--build-slots", "3", "--sandbox", "process",
            "--retention-days", "30", "--sweep-every", "10m",
        ]));

    [Fact]
    public void Registries_are_a_list_of_URLs() => Assert.Equal(
        [new Uri("https://npm.example.com"), new Uri("http://10.0.0.5:4873")],
        Parsed(["--registries", "https://npm.example.com, http://10.0.0.5:4873"]).Registries);

    [Fact]
    public void Name_servers_are_asked_at_their_usual_port_unless_told() => Assert.Equal(
        ["192.0.2.1:53", "192.0.2.2:5353", "[2001:db8::1]:53"],
        Parsed(["--dns-server", "192.0.2.1, 192.0.2.2:5353, 2001:db8::1"]).DnsServers.Select(s => s.ToString()));

    [Fact]
    public void How_long_a_lost_domain_is_served_is_said_in_days() =>
        Assert.Equal(TimeSpan.FromDays(3), Parsed(["--domain-grace", "3d"]).DomainGrace);

    [Fact]
    public void Trusted_domains_are_a_list_of_names() => Assert.Equal(
        ["example.test", "corp.internal"], Parsed(["--trusted-domains", "Example.Test, corp.internal"]).TrustedDomains);

    [Fact]
    public void Every_option_is_a_variable_as_well_and_the_option_wins()
    {
        string[] values = ["9000", "/srv/mv", "sites.example.com", "panel.example.org", "Host=db"];
        var expected = new SiloOptions
        {
            Port = 9000,
            Data = "/srv/mv",
            BaseDomain = "sites.example.com",
            DashboardHost = "panel.example.org",
            Database = "Host=db",
        };
        try
        {
            foreach (var (name, value) in Variables.Zip(values))
                Environment.SetEnvironmentVariable("MINIVERCEL_" + name, value);

            Assert.Equal(expected, Parsed([]));
            Assert.Equal(expected with { Port = 80, BaseDomain = "localhost" }, Parsed(["--port=80", "--base-domain", "localhost"]));
        }
        finally
        {
            foreach (var name in Variables)
                Environment.SetEnvironmentVariable("MINIVERCEL_" + name, null);
        }
    }

    [Theory]
    [InlineData("--build-slots", "0")]
    [InlineData("--build-slots", "65")]
    [InlineData("--build-slots", "two")]
    [InlineData("--trusted-domains", "example.test:80")]
    [InlineData("--public-addresses", "192.0.2.1,example.test")]
    [InlineData("--dns-server", "dns.test:53")]
    [InlineData("--domain-grace", "7")]
    [InlineData("--domain-grace", "366d")]
    [InlineData("--trusted-domains", "example.test,")]
    [InlineData("--trusted-domains", "*.test")]
    [InlineData("--retention-days", "0")]
    [InlineData("--retention-days", "3651")]
    [InlineData("--retention-days", "30d")]
    [InlineData("--sweep-every", "0s")]
    [InlineData("--sweep-every", "25h")]
    [InlineData("--sweep-every", "10")]
    [InlineData("--sweep-every", "m")]
    [InlineData("--sandbox", "none")]
    [InlineData("--registries", "registry.example.com")]
    [InlineData("--registries", "https://a.example,")]
    [InlineData("--port", "x")]
    [InlineData("--port", "")]
    [InlineData("--port", "-1")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "80.5")]
    [InlineData("--port", " 80")]
    [InlineData("--port", "99999999999")]
    [InlineData("--data", "")]
    [InlineData("--database", "")]
    [InlineData("--database", "nonsense")]
    [InlineData("--database", "Database=mv")]
    [InlineData("--database", "Host=db;Port=x")]
    [InlineData("--base-domain", "")]
    [InlineData("--base-domain", "two words")]
    [InlineData("--base-domain", "http://example.com")]
    [InlineData("--base-domain", "example.com:8080")]
    [InlineData("--base-domain", "example..com")]
    [InlineData("--base-domain", "127.0.0.1")]
    [InlineData("--base-domain", "*.example.com")]
    [InlineData("--dashboard-host", "a/b")]
    [InlineData("--roles", "")]
    [InlineData("--roles", "gateway,cook")]
    [InlineData("--roles", "worker,worker")]
    [InlineData("--cluster-port", "65535")]
    [InlineData("--cluster-address", "here")]
    [InlineData("--cluster-address", "0.0.0.0")]
    [InlineData("--git-hosts", "")]
    [InlineData("--git-hosts", "git.lan,10.0.0.0/33")]
    [InlineData("--app-hosts", "db.lan, db lan")]
    [InlineData("--git-folders", "")]
    [InlineData("--git-folders", "srv/git")]
    [InlineData("--git-folders", "/srv/../etc")]
    [InlineData("--secret-key-file", "")]
    public void A_bad_value_is_refused_by_name(string option, string value)
    {
        var error = Assert.Single(Errors([option, value]));

        Assert.Equal($"'{value}' is not a valid value for {option}.", error);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "1", "--port", "2")]
    [InlineData("--unknown", "1")]
    [InlineData("stray")]
    public void A_line_that_makes_no_sense_is_refused(params string[] line) => Assert.NotEmpty(Errors(line));

    [Fact]
    public void What_makes_a_process_a_part_of_a_cluster_is_taken()
    {
        var options = Parsed(
        [
            "--roles", "worker, engine", "--cluster-secret", "0123456789abcdef", "--cluster-port", "5200", "--cluster-address", "10.0.0.7",
        ]);

        Assert.Equal(["worker", "engine"], options.Roles);
        Assert.False(options.IsGateway);
        Assert.Equal(("0123456789abcdef", 5200, 5201, "10.0.0.7"),
            (options.ClusterSecret, options.ClusterPort, options.NodePort, options.ClusterAddress.ToString()));
        Assert.Null(options.Complaint);
        Assert.NotNull((options with { ClusterSecret = "too short" }).Complaint);
    }

    [Fact]
    public void What_the_operator_opens_is_taken()
    {
        var options = Parsed(["--git-folders", "/srv/git, /srv/more", "--git-hosts", "git.lan, 10.1.0.0/16", "--app-hosts", "db.lan", "--secret-key-file", "/etc/key"]);

        Assert.Equal(["/srv/git", "/srv/more"], options.GitFolders);
        Assert.True(options.GitHosts.HasName("git.lan"));
        Assert.True(options.GitHosts.HasAddress(System.Net.IPAddress.Parse("10.1.2.3")));
        Assert.False(options.GitHosts.HasAddress(System.Net.IPAddress.Parse("10.2.2.3")));
        Assert.True(options.AppHosts.HasName("db.lan"));
        Assert.False(options.AppHosts.HasName("git.lan"));
        Assert.Equal("/etc/key", options.SecretKeys.File);
    }

    [Theory]
    [InlineData("sites.example.com", null, true)]
    [InlineData("sites.example.com", "panel.example.org", false)]
    [InlineData("localhost", null, false)]
    public void Sites_for_everybody_need_a_dashboard_elsewhere(string baseDomain, string? dashboardHost, bool isComplaint) =>
        Assert.Equal(isComplaint, new SiloOptions { BaseDomain = baseDomain, DashboardHost = dashboardHost }.Complaint is not null);

    [Theory]
    [InlineData("--port", "x", null, "'x' is not a valid value for --port.")]
    [InlineData("--base-domain", "example.com", null, "--dashboard-host")]
    [InlineData("--data", "/nowhere", "x", "'x' is not a valid value for MINIVERCEL_PORT.")]
    public async Task What_cannot_be_run_ends_with_two_and_a_sentence(string option, string value, string? port, string sentence)
    {
        var run = await SiloRun.Of([option, value], ("MINIVERCEL_PORT", port));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Help_goes_by_the_name_that_one_calls()
    {
        var run = await SiloRun.Of(["--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("minivercel up [options]", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MiniVercel.Silo", run.Output, StringComparison.Ordinal);
    }

    private static SiloOptions Parsed(string[] line)
    {
        SiloOptions? run = null;
        var parsed = SiloCommand.Parse(line, options =>
        {
            run = options;
            return Task.FromResult(7);
        });

        Assert.Equal(7, parsed.Invoke());
        return run!;
    }

    private static IEnumerable<string> Errors(string[] line) =>
        SiloCommand.Parse(line, _ => throw new InvalidOperationException()).Errors.Select(e => e.Message);
}
