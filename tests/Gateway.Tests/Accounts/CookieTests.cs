using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>A browser sends its cookies wherever it is told to; only the dashboard's own pages may change something by them.</summary>
[Collection(SiloCollection.Name)]
public class CookieTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    private string Own => $"http://localhost:{Silo.Endpoint.Port}";

    [Fact]
    public async Task No_script_can_read_what_a_browser_is_let_in_by()
    {
        using var ada = await Person.SignUp(Silo);

        foreach (var cookie in ada.Login.Headers.GetValues("set-cookie"))
        {
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("own", 201)]
    [InlineData(null, 403)]
    [InlineData("", 403)]
    [InlineData("null", 403)]
    [InlineData("http://localhost", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://evil.localhost:{0}", 403)]
    [InlineData("http://localhost:{0}.evil.example", 403)]
    [InlineData("http://localhost:{0}@evil.example", 403)]
    [InlineData("ftp://localhost:{0}", 403)]
    [InlineData("http://evil.example, http://localhost:{0}", 403)]
    public async Task What_changes_something_must_come_from_the_dashboard(string? origin, int expected)
    {
        using var ada = await Person.SignUp(Silo);
        var name = Site.NewName("crossed");
        var headers = new List<KeyValuePair<string, string>> { new("cookie", Cookies(ada)) };
        if (origin is not null)
            headers.Add(new("origin", origin == "own" ? Own : string.Format(null, origin, Silo.Endpoint.Port)));

        var answer = await Send("POST", "/api/projects", headers, $$"""{"name": "{{name}}"}""");

        Assert.Equal(expected, answer.Status);
        Assert.Equal(expected == 201 ? 1 : 0, (await ada.Api.Get($"/api/projects?name={name}"))["items"].AsArray().Count);
    }

    [Fact]
    public async Task Reading_takes_the_cookie_alone()
    {
        using var ada = await Person.SignUp(Silo);

        Assert.Equal(200, (await Send("GET", "/api/auth/me", [new("cookie", Cookies(ada)), new("origin", "http://evil.example")])).Status);
        Assert.Equal(401, (await Send("GET", "/api/auth/me", [new("cookie", "mv_access=eyJ.made.up")])).Status);
    }

    [Fact]
    public async Task A_form_of_another_site_logs_nobody_in_or_out()
    {
        using var ada = await Person.SignUp(Silo);
        var login = $$"""{"email": "{{ada.Email}}", "password": "{{Person.Password}}"}""";
        KeyValuePair<string, string>[] foreign = [new("cookie", Cookies(ada)), new("origin", "http://evil.example"), new("content-type", "text/plain")];

        Assert.Equal(403, (await Send("POST", "/api/auth/login", foreign, login)).Status);
        Assert.Equal(403, (await Send("POST", "/api/auth/refresh", foreign, "")).Status);
        Assert.Equal(403, (await Send("POST", "/api/auth/logout", foreign, "")).Status);
        Assert.Equal(200, (await Send("GET", "/api/auth/me", [new("cookie", Cookies(ada))])).Status);
    }

    [Fact]
    public async Task A_browser_refreshes_and_logs_out_by_its_cookies()
    {
        using var ada = await Person.SignUp(Silo);
        KeyValuePair<string, string>[] browser = [new("cookie", Cookies(ada)), new("origin", Own)];

        var refreshed = await Send("POST", "/api/auth/refresh", browser, "");
        Assert.Equal(200, refreshed.Status);
        var cookies = string.Join("; ", refreshed.Headers.Where(h => h.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value.Split(';')[0]));
        Assert.Equal(200, (await Send("GET", "/api/auth/me", [new("cookie", cookies)])).Status);

        Assert.Equal(204, (await Send("POST", "/api/auth/logout", [new("cookie", cookies), new("origin", Own)], "")).Status);
        Assert.Equal(401, (await Send("GET", "/api/auth/me", [new("cookie", cookies)])).Status);
    }

    private static string Cookies(Person person) =>
        string.Join("; ", person.Login.Headers.GetValues("set-cookie").Select(c => c.Split(';')[0]));

    private Task<RawResponse> Send(string method, string path, IReadOnlyList<KeyValuePair<string, string>> headers, string? body = null) => RawHttp.Send(
        Silo.Endpoint,
        new RawRequest($"localhost:{Silo.Endpoint.Port}", path)
        {
            Method = method,
            Headers = headers,
            KeepAlive = false,
            Body = body is null ? default : Encoding.UTF8.GetBytes(body),
        });
}
