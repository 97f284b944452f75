using System.Net;
using System.Runtime.CompilerServices;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>Somebody with an account, logged in by an access token.</summary>
internal sealed class Person : IDisposable
{
    public const string Password = "correct horse battery";

    private static readonly ConditionalWeakTable<TestSilo, Task> s_firsts = [];

    private Person(string id, string email, string team, ApiAnswer login, ApiDriver api) =>
        (Id, Email, Team, Login, Api) = (id, email, team, login, api);

    public string Id { get; }

    public string Email { get; }

    /// <summary>Their oldest team.</summary>
    public string Team { get; }

    /// <summary>What the login was answered with.</summary>
    public ApiAnswer Login { get; }

    public ApiDriver Api { get; }

    public string RefreshToken => Login.Text("refresh_token");

    /// <summary>Not the first one: that would be the administrator.</summary>
    public static async Task<Person> SignUp(TestSilo silo, string? invitation = null)
    {
        await s_firsts.GetValue(silo, TheFirst);
        return await SignUp(silo, $"{Guid.NewGuid():n}@example.test", invitation);
    }

    public static async Task<Person> SignUp(TestSilo silo, string email, string? invitation = null)
    {
        using var nobody = Nobody(silo);
        return await Of(silo, (await nobody.Post("/api/auth/signup", new { email, password = Password, invitation })).Expect(HttpStatusCode.Created));
    }

    public static async Task<Person> Of(TestSilo silo, ApiAnswer login)
    {
        var api = By(silo, login.Text("access_token"));
        var me = (await api.Get("/api/auth/me")).Expect(HttpStatusCode.OK);
        return new Person(me.Text("id"), me["email"]?.GetValue<string>() ?? "", me.Text("team_id"), login, api);
    }

    public static ApiDriver Nobody(TestSilo silo) => By(silo, "");

    public static ApiDriver By(TestSilo silo, string token) => new(new Uri($"http://localhost:{silo.Endpoint.Port}"), token);

    /// <summary>Another member of this one's team, with a role there and no team of their own before it.</summary>
    public async Task<Person> Invite(TestSilo silo, string role)
    {
        var invitation = (await Api.Post($"/api/teams/{Team}/invitations", new { role })).Expect(HttpStatusCode.Created);
        return await SignUp(silo, invitation.Text("token"));
    }

    private static async Task TheFirst(TestSilo silo)
    {
        using var nobody = Nobody(silo);
        (await nobody.Post("/api/auth/signup", new { email = "first@example.test", password = Password })).Expect(HttpStatusCode.Created);
    }

    public void Dispose() => Api.Dispose();
}
