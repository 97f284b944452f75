using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Platform.Failpoints;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Network.Resolving;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Secrets;
using MiniVercel.Projects;
using Npgsql;

namespace MiniVercel.Silo;

/// <summary>`minivercel up`: every option is an environment variable as well, `--base-domain` being MINIVERCEL_BASE_DOMAIN.</summary>
public static class SiloCommand
{
    private const int MostSlots = 64;

    /// <summary>The arguments that stand after `minivercel up`.</summary>
    public static ParseResult Parse(IEnumerable<string> arguments, Func<SiloOptions, Task<int>> run)
    {
        var up = Up(run);
        var minivercel = new Command("minivercel", "A deployment platform on your own machine.") { up, new HelpOption { Recursive = true }, new VersionOption() };
        return minivercel.Parse([up.Name, .. arguments]);
    }

    private static Command Up(Func<SiloOptions, Task<int>> run)
    {
        var usual = new SiloOptions();
        var port = Setting("--port", "Where HTTP is served; 0 takes any free port.", usual.Port, Port);
        var data = Setting("--data", "The folder that everything is kept in.", usual.Data, Text);
        var baseDomain = Setting("--base-domain", "The domain under which every site gets a name.", usual.BaseDomain, Host);
        var dashboardHost = Setting<string?>("--dashboard-host", "The host of dashboard and API; the base domain if left out.", null, Host);
        var database = Setting<string?>("--database", "A PostgreSQL to use instead of a private one, as 'Host=…;Database=…'.", null, ConnectionString);
        var roles = Setting("--roles", "What this process is there for: gateway, worker, engine, with commas between them.", usual.Roles, Roles);
        var secret = Setting<string?>("--cluster-secret", "Lets this process into the cluster of its database.", null, Text);
        var clusterPort = Setting("--cluster-port", "Where other silos reach this one, and its HTTP at the next port; 0 takes any two.", usual.ClusterPort, PairOfPorts);
        var clusterAddress = Setting("--cluster-address", "The address of this machine that other silos reach it at.", usual.ClusterAddress, Address);
        var slots = Setting("--build-slots", $"How many builds run at once here, {MostSlots} at the most.", usual.BuildSlots, Slots);
        var sandbox = Setting("--sandbox", "What builds run in: auto is the strongest this machine allows, process has no walls.", usual.Sandbox, Sandbox);
        var registries = Setting("--registries", "Package registries that builds reach wherever they are, as URLs with commas between them.", usual.Registries, Urls);

        var gitFolders = Setting("--git-folders", "Folders of this machine whose repositories may be built by file://, with commas between them.", usual.GitFolders, Folders);
        var gitHosts = Setting("--git-hosts", "Git servers inside your own network that may be cloned from: names, addresses, ranges.", usual.GitHosts, Hosts);
        var trusted = Setting("--trusted-domains", "Domains of your own: a name under one is served at once, without verification.", usual.TrustedDomains, Domains);
        var publicAddresses = Setting("--public-addresses", "The addresses this installation is reached at, for custom domains to point to.", usual.PublicAddresses, Addresses);
        var dnsServers = Setting("--dns-server", "Whom to ask about custom domains, as address:port with commas between them; this machine's own if left out.", usual.DnsServers, Servers);
        var grace = Setting("--domain-grace", "For how long a custom domain is served whose TXT record is gone, as 12h or 7d.", usual.DomainGrace, Grace);
        var appHosts = Setting("--app-hosts", "Hosts inside your own network that apps may call: names, addresses, ranges.", usual.AppHosts, Hosts);
        var keyFile = Setting<string?>("--secret-key-file", "A file with the keys that secrets are sealed under, the first for new ones.", null, Text);
        var keyCommand = Setting<string?>("--secret-key-command", "A command that prints those keys.", null, Text);
        var freeNames = Setting("--allow-env", "Reserved names that projects may set as variables, with commas between them.", usual.FreeNames, Names);

        var signUp = Setting("--signup", "Who may make themselves an account: open, invite or closed; open on localhost, else invite.", usual.SignUp, SignUp);
        var issuer = Setting<string?>("--token-issuer", "An issuer whose access tokens (RS256) are believed, as their iss has it.", null, Text);
        var audience = Setting<string?>("--token-audience", "What its tokens for here are made out to, as their aud has it.", null, Text);
        var issuerKeys = Setting<Uri?>("--token-keys", "Where it publishes its keys, as a JSON Web Key Set.", null, Url);

        var calls = Setting("--api-rate", "How many calls to the API one token may make a second, and ten times as many at once.", usual.CallsPerSecond, Calls);
        var origins = Setting("--cors-origins", "Pages elsewhere whose scripts may call the API, as https://… with commas between them.", usual.CorsOrigins, Origins);
        var proxies = Setting("--trusted-proxies", "What stands in front of a gateway and says who asks: addresses, ranges.", usual.TrustedProxies, Hosts);

        var githubUrl = Setting("--github-url", "The GitHub that repositories and people are at.", usual.GitHubUrl, WebUrl);
        var githubApi = Setting("--github-api", "Its API; of a GitHub of your own https://…/api/v3.", usual.GitHubApi, WebUrl);
        var githubId = Setting<string?>("--github-client-id", "The OAuth app by which people log in with GitHub.", null, Text);
        var githubSecret = Setting<string?>("--github-client-secret-file", "A file with the secret of that app.", null, Text);

        var web = Setting<string?>("--web", "The folder of the built dashboard; the one beside this program if left out.", null, Text);
        var retention = Setting("--retention-days", "For how many days builds are kept where their project does not say it; for ever if left out.", usual.RetentionDays, Days);
        var sweepEvery = Setting("--sweep-every", "How often what nobody needs any more is freed, as 30s, 10m or 1h.", usual.SweepEvery, Duration);

        var command = new Command("up", "Start Mini Vercel on this machine; Ctrl-C stops it.")
        {
            port, data, baseDomain, dashboardHost, database, roles, secret, clusterPort, clusterAddress, slots, sandbox, registries,
            gitFolders, gitHosts, appHosts, trusted, publicAddresses, dnsServers, grace, keyFile, keyCommand, freeNames, retention, sweepEvery,
            signUp, issuer, audience, issuerKeys, calls, origins, proxies, githubUrl, githubApi, githubId, githubSecret, web,
        };
        command.SetAction((result, _) => run(new SiloOptions
        {
            Port = result.GetValue(port),
            Data = result.GetValue(data)!,
            BaseDomain = result.GetValue(baseDomain)!,
            DashboardHost = result.GetValue(dashboardHost),
            Database = result.GetValue(database),
            Roles = result.GetValue(roles)!,
            ClusterSecret = result.GetValue(secret),
            ClusterPort = result.GetValue(clusterPort),
            ClusterAddress = result.GetValue(clusterAddress)!,
            BuildSlots = result.GetValue(slots),
            Sandbox = result.GetValue(sandbox),
            Registries = result.GetValue(registries)!,
            GitFolders = result.GetValue(gitFolders)!,
            GitHosts = result.GetValue(gitHosts)!,
            TrustedDomains = result.GetValue(trusted)!,
            PublicAddresses = result.GetValue(publicAddresses)!,
            DnsServers = result.GetValue(dnsServers)!,
            DomainGrace = result.GetValue(grace),
            AppHosts = result.GetValue(appHosts)!,
            FreeNames = result.GetValue(freeNames)!,
            SecretKeys = new SecretKeySource(result.GetValue(keyFile), result.GetValue(keyCommand)),
            SignUp = result.GetValue(signUp),
            TokenIssuer = result.GetValue(issuer),
            TokenAudience = result.GetValue(audience),
            TokenKeys = result.GetValue(issuerKeys),
            CallsPerSecond = result.GetValue(calls),
            CorsOrigins = result.GetValue(origins)!,
            TrustedProxies = result.GetValue(proxies)!,
            GitHubUrl = result.GetValue(githubUrl)!,
            GitHubApi = result.GetValue(githubApi)!,
            GitHubClientId = result.GetValue(githubId),
            GitHubClientSecretFile = result.GetValue(githubSecret),
            GitHubClientSecret = Environment.GetEnvironmentVariable("MINIVERCEL_GITHUB_CLIENT_SECRET") is { Length: > 0 } given ? given : null,
            Web = result.GetValue(web),
            RetentionDays = result.GetValue(retention),
            SweepEvery = result.GetValue(sweepEvery),
            Failpoint = Environment.GetEnvironmentVariable(EnvironmentFailpoints.Variable),
        }));
        return command;
    }

    private delegate bool TryRead<T>(string text, out T value);

    private static Option<T> Setting<T>(string name, string description, T usual, TryRead<T> tryRead)
    {
        T Read(ArgumentResult result, string from, string text)
        {
            if (tryRead(text, out var value))
                return value;
            result.AddError($"'{text}' is not a valid value for {from}.");
            return usual;
        }

        var variable = "MINIVERCEL_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        return new Option<T>(name)
        {
            Description = description,
            CustomParser = result => Read(result, name, result.Tokens[^1].Value),
            DefaultValueFactory = result => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? Read(result, variable, set) : usual,
        };
    }

    private static bool Port(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= 65_535;

    private static bool Slots(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= MostSlots;

    private static bool Days(string text, out int? value)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days);
        value = days;
        return isNumber && days is >= 1 and <= ProjectSettings.MostRetentionDays;
    }

    /// <summary>A number with its unit, from a second to a day.</summary>
    private static bool Duration(string text, out TimeSpan value) => Time(text, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), out value);

    private static bool Grace(string text, out TimeSpan value) => Time(text, TimeSpan.Zero, TimeSpan.FromDays(365), out value);

    private static bool Time(string text, TimeSpan least, TimeSpan most, out TimeSpan value)
    {
        var unit = text.Length > 0 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => -1 } : -1;
        var isNumber = int.TryParse(text[..Math.Max(0, text.Length - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = TimeSpan.FromSeconds((double)number * unit);
        return isNumber && unit > 0 && value >= least && value <= most;
    }

    private static bool PairOfPorts(string text, out int value) => Port(text, out value) && value < 65_535;

    private static bool Roles(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries);
        return value.All(SiloRole.All.Contains) && value.Distinct().Count() == value.Count;
    }

    private static bool Folders(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries);
        return value.All(f => Path.IsPathFullyQualified(f) && !f.Split('/').Contains(".."));
    }

    private static bool Hosts(string text, out AllowedHosts value)
    {
        value = AllowedHosts.Parse(text)!;
        return value is not null;
    }

    private static bool Address(string text, out IPAddress value) =>
        IPAddress.TryParse(text, out value!) && !value.Equals(IPAddress.Any) && !value.Equals(IPAddress.IPv6Any);

    private static bool Addresses(string text, out IReadOnlyList<IPAddress> value)
    {
        value = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(one => IPAddress.TryParse(one, out var address) ? address : null).OfType<IPAddress>()];
        return value.Count == text.Split(',').Length;
    }

    private static bool Servers(string text, out IReadOnlyList<IPEndPoint> value)
    {
        value = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Server).OfType<IPEndPoint>()];
        return value.Count == text.Split(',').Length;
    }

    private static IPEndPoint? Server(string text) =>
        !IPEndPoint.TryParse(text, out var server) ? null : server.Port == 0 ? new IPEndPoint(server.Address, NameServers.Port) : server;

    private static bool Sandbox(string text, out BoxChoice value)
    {
        value = text == "process" ? BoxChoice.Process : BoxChoice.Auto;
        return text is "auto" or "process";
    }

    private static bool Urls(string text, out IReadOnlyList<Uri> value)
    {
        value = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(one => Uri.TryCreate(one, UriKind.Absolute, out var url) ? url : null).OfType<Uri>()];
        return value.Count == text.Split(',').Length && value.All(url => url.Scheme is "http" or "https");
    }

    private static bool Url(string text, out Uri? value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https";

    private static bool WebUrl(string text, out Uri value) => Url(text, out value!) && value.Query.Length == 0 && value.UserInfo.Length == 0;

    private static bool Calls(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= 1_000_000;

    private static bool Origins(string text, out IReadOnlyList<string> value)
    {
        value = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        return value.All(origin => Uri.TryCreate(origin, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.GetLeftPart(UriPartial.Authority) == origin);
    }

    private static bool SignUp(string text, out SignUpMode? value)
    {
        value = text switch { "open" => SignUpMode.Open, "invite" => SignUpMode.Invite, "closed" => SignUpMode.Closed, _ => null };
        return value is not null;
    }

    private static bool Names(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries);
        return value.All(name => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
    }

    private static bool Domains(string text, out IReadOnlyList<string> value)
    {
        value = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        return value.All(name => Uri.CheckHostName(name) == UriHostNameType.Dns && !name.EndsWith('.'));
    }

    private static bool Text(string text, out string value)
    {
        value = text;
        return text.Length > 0;
    }

    private static bool ConnectionString(string text, out string value)
    {
        value = text;
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    private static bool Host(string text, out string value)
    {
        value = text.TrimEnd('.').ToLowerInvariant();
        return Uri.CheckHostName(value) == UriHostNameType.Dns;
    }
}
