using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Silo;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>A silo that believes an issuer which the tests speak for.</summary>
public sealed class IssuerSilo : IAsyncLifetime
{
    public const string Issuer = "https://issuer.example.test", Audience = "minivercel", Subject = "ada@there";

    public JwksServer Server { get; private set; } = null!;

    public TestSilo Silo { get; private set; } = null!;

    /// <summary>Whom the issuer calls <see cref="Subject"/>.</summary>
    public string User { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Server = await JwksServer.Start();
        Silo = await TestSilo.Start(options: new SiloOptions { TokenIssuer = Issuer, TokenAudience = Audience, TokenKeys = Server.Url });
        using var ada = await Person.SignUp(Silo);
        User = ada.Id;
        await using var source = NpgsqlDataSource.Create(Silo.ConnectionString);
        await using var insert = source.CreateCommand("insert into identities (id, provider, subject, user_id, login) values ('idn_1', 'issuer', $1, $2, 'ada')");
        insert.Parameters.AddWithValue(Subject);
        insert.Parameters.AddWithValue(User);
        await insert.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>Keys of an issuer are read over HTTP, kept for a day, and asked for again no oftener than once a minute, however it behaves.</summary>
public sealed class IssuerTests : IClassFixture<IssuerSilo>, IDisposable
{
    private readonly IssuerSilo _fixture;
    private readonly SetClock _clock = new();
    private readonly OutsideTokens _tokens;
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _newer = RSA.Create(2048);

    public IssuerTests(IssuerSilo fixture)
    {
        _fixture = fixture;
        _tokens = ActivatorUtilities.CreateInstance<OutsideTokens>(fixture.Silo.Services, _clock);
        Server.BeginAnew();
        Server.Show(("one", _key));
    }

    private JwksServer Server => _fixture.Server;

    public void Dispose()
    {
        _tokens.Dispose();
        _key.Dispose();
        _newer.Dispose();
    }

    [Fact]
    public async Task Whom_it_vouches_for_is_let_in_by_its_token()
    {
        using var api = Person.By(_fixture.Silo, Token("one", _key, now: DateTimeOffset.UtcNow));

        // The silo's own, which asks once a minute: of all tests only this one is answered by it.
        Assert.Equal(_fixture.User, (await api.Get("/api/auth/me")).Expect(HttpStatusCode.OK).Text("id"));
    }

    [Fact]
    public async Task Keys_are_kept_for_a_day_and_no_longer()
    {
        await LetsIn("one", _key);
        _clock.Now += TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);
        await LetsIn("one", _key);
        Assert.Equal(1, Server.Asked);

        _clock.Now += TimeSpan.FromSeconds(1);
        await LetsIn("one", _key);
        Assert.Equal(2, Server.Asked);
    }

    [Fact]
    public async Task A_new_key_is_looked_for_once_a_minute_and_the_old_one_is_worth_nothing_from_then_on()
    {
        await LetsIn("one", _key);
        Server.Show(("two", _newer));
        for (var i = 0; i < 3; i++)
            await RefusesAt("two", _newer);
        Assert.Equal(1, Server.Asked);

        _clock.Now += TimeSpan.FromMinutes(1);
        await LetsIn("two", _newer);
        Assert.Equal(2, Server.Asked);
        await RefusesAt("one", _key);
        Assert.Equal(2, Server.Asked);
    }

    [Fact]
    public async Task Under_a_known_name_another_key_opens_nothing()
    {
        using var weak = RSA.Create(1024);
        Server.Show(("one", _key), ("weak", weak));
        await LetsIn("one", _key);

        await RefusesAt("one", _newer);
        await RefusesAt("weak", weak);
        await RefusesAt("one", _key, audience: "another");
        await RefusesAt("one", _key, issuer: "https://another.example.test");
        await RefusesAt("one", _key, subject: "nobody@there");
        await RefusesAt("one", _key, now: _clock.Now.AddHours(-2));
    }

    [Fact]
    public async Task Many_who_come_first_at_once_are_let_in_by_one_question()
    {
        var hold = Server.Hold();
        var waiting = Enumerable.Range(0, 20).Select(_ => Task.Run(() => Find("one", _key))).ToList();
        await hold.Reached;
        hold.LetGo();

        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);
        Assert.Equal(1, Server.Asked);
    }

    [Theory]
    [InlineData("away")]
    [InlineData("refuses")]
    [InlineData("sends on")]
    [InlineData("too large")]
    [InlineData("no JSON")]
    [InlineData("no keys")]
    [InlineData("no numbers")]
    [InlineData("slow")]
    public async Task Whatever_it_answers_known_keys_stay_good_for_their_day_and_then_nobody_comes_in_until_it_is_well(string trouble)
    {
        await LetsIn("one", _key);
        Server.Trouble = trouble;
        _clock.Now += TimeSpan.FromHours(1);
        await RefusesAt("two", _newer); // asks, in vain
        await LetsIn("one", _key);
        Assert.Equal(2, Server.Asked);

        _clock.Now += TimeSpan.FromHours(23);
        await RefusesAt("one", _key);
        Assert.Equal(3, Server.Asked);
        Server.Trouble = null;
        await RefusesAt("one", _key); // asked a moment ago
        _clock.Now += TimeSpan.FromMinutes(1);
        await LetsIn("one", _key);
        Assert.Equal(4, Server.Asked);
    }

    private async Task LetsIn(string id, RSA key) => Assert.Equal(_fixture.User, (await Find(id, key))?.User?.Value);

    private async Task RefusesAt(
        string id, RSA key, string audience = IssuerSilo.Audience, string issuer = IssuerSilo.Issuer, string subject = IssuerSilo.Subject, DateTimeOffset? now = null) =>
        Assert.Null(await _tokens.Find(Token(id, key, audience, issuer, subject, now), CancellationToken.None));

    private Task<Gateway.Accounts.Callers.Caller?> Find(string id, RSA key) => _tokens.Find(Token(id, key), CancellationToken.None);

    private string Token(
        string id, RSA key, string audience = IssuerSilo.Audience, string issuer = IssuerSilo.Issuer, string subject = IssuerSilo.Subject, DateTimeOffset? now = null)
    {
        var claims = new { iss = issuer, aud = audience, sub = subject, exp = (now ?? _clock.Now).AddHours(1).ToUnixTimeSeconds() };
        var signed = $"{Encode(new { alg = "RS256", kid = id })}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
