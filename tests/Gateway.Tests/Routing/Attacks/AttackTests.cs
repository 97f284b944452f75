using System.Net.Sockets;
using System.Text;
using MiniVercel.Gateway.Tests.Api;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing.Attacks;

/// <summary>
/// What a stranger can send to the gateway's port. Each attack has its answer, shows nothing that is not its sender's to see, and changes
/// nothing.
/// </summary>
public sealed class AttackTests(AttackTests.AttackedSilo fixture) : IClassFixture<AttackTests.AttackedSilo>
{
    /// <summary>A request that follows an attack on its connection: who takes it for one has been tricked.</summary>
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nhost: SITE\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<Attack> Hosts =>
    [
        Attack.On("no host under the base domain", "GET /", "nobody.localhost", "", 404),
        Attack.On("a deeper label than the wildcard", "GET /", "a.SITE", "", 404),
        Attack.On("a host of elsewhere", "GET /", "evil.com", "", 404),
        Attack.On("a host with a comma", "GET /", "SITE,evil.com", "", 400),
        Attack.On("a host with a user", "GET /", "evil.com@SITE", "", 400),
        Attack.On("a host that is a user", "GET /", "SITE@evil.com", "", 400),
        Attack.On("a host with a path", "GET /", "SITE/../OTHER", "", 400),
        Attack.On("a host with a query", "GET /", "SITE?x", "", 400),
        Attack.On("a host with a space", "GET /", "SITE OTHER", "", 400),
        Attack.On("a host with a zero byte", "GET /", "SITE\0", "", 400),
        Attack.On("a host with a high byte", "GET /", "SITE\u00e9", "", 400),
        Attack.On("an encoded host", "GET /", "SIT%45", "", 400),
        Attack.On("an empty host", "GET /", "", "", 404),
        Attack.On("an endless host", "GET /", new string('a', 5_000) + ".localhost", "", 404),
        new("no host at all", "GET / HTTP/1.1\r\n\r\n", 400),
        new("two hosts", "GET / HTTP/1.1\r\nhost: SITE\r\nhost: OTHER\r\n\r\n", 400),
        new("the same host twice", "GET / HTTP/1.1\r\nhost: SITE\r\nhost: SITE\r\n\r\n", 400),
        new("a folded host", "GET / HTTP/1.1\r\nhost: SITE\r\n OTHER\r\n\r\n", 400),
        new("a space before the colon", "GET / HTTP/1.1\r\nhost : SITE\r\n\r\n", 400),
        new("an absolute address at another host", "GET http://OTHER/ HTTP/1.1\r\nhost: SITE\r\n\r\n", 400),
        new("an absolute address with a user", "GET http://SITE@OTHER/ HTTP/1.1\r\nhost: OTHER\r\n\r\n", 400),
        new("an absolute address of another kind", "GET file:///etc/passwd HTTP/1.1\r\nhost: SITE\r\n\r\n", 400),
        new("an old client without a host", "GET / HTTP/1.0\r\n\r\n", 404),
    ];

    public static TheoryData<Attack> Framing =>
    [
        .. new Attack[]
        {
            new("a length and chunks", "POST / HTTP/1.1\r\nhost: SITE\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nG", 400),
            new("two lengths", "POST / HTTP/1.1\r\nhost: SITE\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400),
            new("a list of lengths", "POST / HTTP/1.1\r\nhost: SITE\r\ncontent-length: 1, 1\r\n\r\na", 400),
            new("a length below nothing", "POST / HTTP/1.1\r\nhost: SITE\r\ncontent-length: -1\r\n\r\n", 400),
            new("a length in another base", "POST / HTTP/1.1\r\nhost: SITE\r\ncontent-length: 0x1\r\n\r\na", 400),
            new("chunks and something else", "POST / HTTP/1.1\r\nhost: SITE\r\ntransfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
            new("an encoding nobody knows", "POST / HTTP/1.1\r\nhost: SITE\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
            new("an encoding behind a tab", "POST / HTTP/1.1\r\nhost: SITE\r\ntransfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n", 400),
            new("chunks in an old client's request", "POST / HTTP/1.0\r\nhost: SITE\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400, 405),
            new("a chunk of no size", "POST / HTTP/1.1\r\nhost: SITE\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n\r\n", 400, 405),
            new("a bare line feed after the line", "GET / HTTP/1.1\nhost: SITE\r\n\r\n", 400),
            new("a bare carriage return in a header", "GET / HTTP/1.1\r\nhost: SITE\r\nx: a\rb\r\n\r\n", 400),
            new("a zero byte in a header", "GET / HTTP/1.1\r\nhost: SITE\r\nx: a\0b\r\n\r\n", 400),
            new("a header without a name", "GET / HTTP/1.1\r\nhost: SITE\r\n: x\r\n\r\n", 400),
            new("a header without a colon", "GET / HTTP/1.1\r\nhost: SITE\r\nxyz\r\n\r\n", 400),
            new("a header of forty kilobytes", $"GET / HTTP/1.1\r\nhost: SITE\r\nx: {new string('a', 40_000)}\r\n\r\n", 431),
            new("a hundred and one headers", $"GET / HTTP/1.1\r\nhost: SITE\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"x{i}: y\r\n"))}\r\n", 431),
            new("a line of nine kilobytes", $"GET /{new string('a', 9_000)} HTTP/1.1\r\nhost: SITE\r\n\r\n", 414),
            new("a version of its own", "GET / HTTP/1.9\r\nhost: SITE\r\n\r\n", 505),
            new("no version", "GET /\r\nhost: SITE\r\n\r\n", 400),
            new("two spaces", "GET  / HTTP/1.1\r\nhost: SITE\r\n\r\n", 400),
            new("a method that is none", "G@T / HTTP/1.1\r\nhost: SITE\r\n\r\n", 400),
            new("the beginning of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505, 0),
            new("the beginning of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, 0),
            new("a proxy's greeting", "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\nGET / HTTP/1.1\r\nhost: SITE\r\n\r\n", 400),
        }.Select(a => a.ThatCloses()),
    ];

    public static TheoryData<Attack> Methods =>
    [
        Attack.On("TRACE of a site", "TRACE /", "SITE", "cookie: secret=1\r\n", 405),
        Attack.On("TRACE of the dashboard", "TRACE /", "localhost:PORT", "cookie: secret=1\r\n", 401),
        Attack.On("CONNECT to somewhere else", "CONNECT evil.com:443", "evil.com:443", "", 404, 405),
        Attack.On("CONNECT to a site", "CONNECT SITE", "SITE", "", 405),
        Attack.On("CONNECT to the dashboard", "CONNECT localhost:PORT", "localhost:PORT", "", 401),
        Attack.On("DELETE of a page", "DELETE /index.html", "SITE", "", 405),
        Attack.On("a method nobody knows", "EVIL /", "SITE", "", 405),
        Attack.On("OPTIONS of everything", "OPTIONS *", "SITE", "", 405),
        Attack.On("a method that is to be another", "POST /", "SITE", "x-http-method-override: GET\r\ncontent-length: 0\r\n", 405),
        Attack.On("an upgrade", "GET /nothing", "SITE", "connection: upgrade\r\nupgrade: websocket\r\n", 404),
        Attack.On("an upgrade to HTTP/2", "GET /nothing", "SITE", "connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n", 404),
    ];

    public static TheoryData<Attack> Strangers =>
    [
        .. new[] { "/api/projects", "/api/cluster", "/metrics", "/api/audit" }.SelectMany(path => new[]
        {
            Attack.On($"{path} through a site", $"GET {path}", "SITE", "x-forwarded-host: localhost\r\nx-original-host: localhost\r\nforwarded: host=localhost\r\n", 404),
            Attack.On($"{path} as a machine of ours", $"GET {path}", "localhost:PORT", "x-real-ip: 127.0.0.1\r\nx-forwarded-for: 127.0.0.1\r\nforwarded: for=127.0.0.1\r\n", 401),
            Attack.On($"{path} as another address", "GET /nothing", "localhost:PORT", $"x-original-url: {path}\r\nx-rewrite-url: {path}\r\n", 401),
            Attack.On($"{path} past what guards it", $"GET {path}", "localhost:PORT", "x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware\r\n", 401),
        }),
        Attack.On("a guessed preview", "GET /preview/bld_01m7y14eymd06mpe73vy/", "localhost:PORT", "", 404),
        Attack.On("a guessed build's host", "GET /", "attacked-2aaaaaaaaaaa.localhost", "", 404),
        Attack.On("a guessed branch", "GET /", "attacked-git-secret.localhost", "", 404),
        Attack.On("a preview through a site", "GET /preview/bld_01m7y14eymd06mpe73vy/", "SITE", "", 404),
        Attack.On("a way back to the nodes", "GET /nodes/blobs/", "localhost:PORT", "", 401),
    ];

    private static readonly string[] Climbers = ["..", "%2e%2e", "%2E.", ".%2e", "..%2f", "..%5c", "%2e%2e%2f", "%5c..%5c", "%00", "..%00", "%252e%252e", "..\\", "..;"];

    public static TheoryData<string> Climbs =>
    [
        .. Climbers.SelectMany(c => new[]
        {
            $"/{c}/{c}/{c}/{c}/etc/passwd", $"/{c}etc/passwd", $"/about/{c}/{c}/{c}/admin-token", $"/about{c}", $"/{c}", $"/about/{c}/admin-token", $"/a?/../{c}/admin-token",
        }),
    ];

    [Theory]
    [MemberData(nameof(Hosts))]
    [MemberData(nameof(Framing))]
    [MemberData(nameof(Methods))]
    [MemberData(nameof(Strangers))]
    public async Task It_has_its_answer_and_changes_nothing(Attack attack)
    {
        var before = await WholeDatabase.Digest(fixture.Silo.ConnectionString);

        var answer = await Send(attack.Request + (attack.Closes ? Smuggled : ""));

        Assert.Contains(StatusOf(answer), attack.Statuses);
        ShowsNothing(answer);
        if (attack.Closes)
            Assert.DoesNotContain("HTTP/1.1 ", answer[Math.Min(answer.Length, 1)..], StringComparison.Ordinal);
        Assert.Equal(before, await WholeDatabase.Digest(fixture.Silo.ConnectionString));
        await TheSiteIsUp();
    }

    [Theory]
    [MemberData(nameof(Climbs))]
    public async Task However_a_path_climbs_it_stays_within_the_site(string path)
    {
        foreach (var host in new[] { "SITE", "PREVIEW", "localhost:PORT" })
        {
            var answer = await Send($"GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");

            Assert.Contains(StatusOf(answer), new[] { 200, 400, 401, 404 });
            ShowsNothing(answer);
            if (StatusOf(answer) == 200)
                Assert.Matches("home|about|Mini Vercel is running", answer);
        }
    }

    [Theory]
    [InlineData("x-mv-deployment", "dpl_evil")]
    [InlineData("x-middleware-subrequest", "middleware")]
    [InlineData("x-real-ip", "1.2.3.4")]
    [InlineData("x-forwarded-for", "1.2.3.4")]
    [InlineData("x-forwarded-host", "OTHER")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("forwarded", "for=1.2.3.4;host=OTHER")]
    [InlineData("x-original-url", "/other.html")]
    [InlineData("x-rewrite-url", "/other.html")]
    [InlineData("x-host", "OTHER")]
    [InlineData("connection", "host")]
    public async Task What_only_the_platform_says_is_not_believed_of_a_visitor(string name, string value)
    {
        var plain = await Send("GET / HTTP/1.1\r\nhost: SITE\r\n\r\n", until: "home");

        var dressed = await Send($"GET / HTTP/1.1\r\nhost: SITE\r\n{name}: {value}\r\n\r\n", until: "home");

        Assert.Equal(Undated(plain), Undated(dressed));
        Assert.Contains($"x-mv-deployment: {fixture.Deployment}", dressed, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Another_teams_site_is_seen_at_its_own_host_and_by_no_other_way()
    {
        Assert.Contains("theirs", await Send("GET / HTTP/1.1\r\nhost: OTHER\r\n\r\n", until: "theirs"), StringComparison.Ordinal);
        foreach (var path in new[] { $"/api/projects/{fixture.OthersProject}", $"/api/projects/{fixture.OthersProject}/domains", $"/api/builds/{fixture.OthersBuild}", $"/api/builds/{fixture.OthersBuild}/logs" })
        {
            var answer = await Send($"GET {path} HTTP/1.1\r\nhost: localhost:PORT\r\nauthorization: Bearer {fixture.Token}\r\nconnection: close\r\n\r\n");
            Assert.Equal((path, 404), (path, StatusOf(answer)));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nhost: SITE\r\n")]
    [InlineData("GET / HTTP/1.1\r\nhost: SITE\r\nx: ")]
    [InlineData("GE")]
    [InlineData("")]
    public async Task Whoever_sends_half_a_request_and_goes_leaves_nothing_behind(string half)
    {
        for (var i = 0; i < 50; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(fixture.Silo.Endpoint);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(fixture.Fill(half)));
        }

        await TheSiteIsUp();
    }

    private static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3)) : 0;

    private void ShowsNothing(string answer)
    {
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("theirs", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Token, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret=1", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.com", answer, StringComparison.Ordinal);
    }

    private async Task TheSiteIsUp() =>
        Assert.Equal(200, StatusOf(await Send("GET / HTTP/1.1\r\nhost: SITE\r\n\r\n", until: "home")));

    private static string Undated(string answer) =>
        string.Join('\n', answer.Split("\r\n").Where(l => !l.StartsWith("date:", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Everything that comes back until the connection is closed or this text was said.</summary>
    private async Task<string> Send(string request, string? until = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.Silo.Endpoint, limit.Token);
        var stream = client.GetStream();
        var said = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(fixture.Fill(request)), limit.Token);
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var count)
            {
                said.Append(Encoding.Latin1.GetString(buffer, 0, count));
                if (until is not null && said.ToString().Contains(until, StringComparison.Ordinal))
                    break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Closed while it was still being sent to: what was said before counts.
        }

        return said.ToString();
    }

    public sealed class AttackedSilo : IAsyncLifetime
    {
        private string _site = "", _other = "", _preview = "";

        public TestSilo Silo { get; private set; } = null!;

        public string Token { get; private set; } = "";

        public string Deployment { get; private set; } = "";

        public string OthersProject { get; private set; } = "";

        public string OthersBuild { get; private set; } = "";

        public string Fill(string request) => request
            .Replace("SITE", _site, StringComparison.Ordinal).Replace("OTHER", _other, StringComparison.Ordinal)
            .Replace("PREVIEW", _preview, StringComparison.Ordinal).Replace("PORT", $"{Silo.Endpoint.Port}", StringComparison.Ordinal);

        public async Task InitializeAsync()
        {
            Silo = await TestSilo.Start();
            Token = (await File.ReadAllTextAsync(Path.Combine(Silo.Folder, "admin-token"))).Trim();
            var site = await Site.Create(Silo, "attacked");
            var build = await site.Build(new Dictionary<string, byte[]>
            {
                ["index.html"] = "<h1>home</h1>"u8.ToArray(),
                ["about/index.html"] = "<h1>about</h1>"u8.ToArray(),
                ["404.html"] = "<h1>lost</h1>"u8.ToArray(),
            });
            Deployment = (await site.Activate(build.Text("id"))).Text("id");
            (_site, _preview) = (Silo.SiteHost(site.Name), new Uri(build.Text("preview_url")).Authority);

            using var stranger = await OtherTeam.Enter(Silo);
            var name = Site.NewName("others");
            OthersProject = await stranger.CreateProject(name);
            OthersBuild = (await stranger.Build(OthersProject, new Dictionary<string, string> { ["index.html"] = "theirs" })).Text("id");
            (await stranger.Activate(OthersProject, OthersBuild)).Expect(System.Net.HttpStatusCode.OK);
            _other = Silo.SiteHost(name);
        }

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }
}
