using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>Who has an account is let in, and nobody else.</summary>
[Collection(SiloCollection.Name)]
public class LoginTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task Who_signs_up_is_logged_in_and_has_a_team_of_their_own()
    {
        using var ada = await Person.SignUp(Silo);

        var me = (await ada.Api.Get("/api/auth/me")).Expect(HttpStatusCode.OK);

        Assert.Equal((ada.Email, "owner", false), (me.Text("email"), me.Text("role"), me["is_operator"].GetValue<bool>()));
        Assert.NotEqual("team_default", ada.Team);
        Assert.Equal([ada.Team], me["teams"].AsArray().Select(t => t!["id"]!.GetValue<string>()));
        Assert.Empty((await ada.Api.Get("/api/projects"))["items"].AsArray());
    }

    [Fact]
    public async Task The_password_lets_in_and_a_wrong_one_does_not()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);

        var login = (await nobody.Post("/api/auth/login", new { email = $" {ada.Email.ToUpperInvariant()} ", password = Person.Password })).Expect(HttpStatusCode.OK);
        var wrong = await nobody.Post("/api/auth/login", new { email = ada.Email, password = "incorrect horse battery" });
        var unknown = await nobody.Post("/api/auth/login", new { email = "nobody@example.test", password = Person.Password });

        Assert.Equal(ada.Id, login["user"]["id"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.Status, unknown.Status));
        Assert.Equal(wrong.Text("detail"), unknown.Text("detail"));
    }

    [Fact]
    public async Task An_address_has_one_account()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);

        var again = await nobody.Post("/api/auth/signup", new { email = ada.Email.ToUpperInvariant(), password = Person.Password });

        Assert.Equal(HttpStatusCode.Conflict, again.Status);
        Assert.NotEmpty(again.ErrorsOf("email"));
    }

    [Theory]
    [InlineData("email", """{"password": "long enough"}""")]
    [InlineData("email", """{"email": null, "password": "long enough"}""")]
    [InlineData("email", """{"email": "no address", "password": "long enough"}""")]
    [InlineData("email", """{"email": "a@b@c.test", "password": "long enough"}""")]
    [InlineData("email", """{"email": "a@-b.test", "password": "long enough"}""")]
    [InlineData("email", """{"email": "a\u0000@b.test", "password": "long enough"}""")]
    [InlineData("email", """{"email": ["a@b.test"], "password": "long enough"}""")]
    [InlineData("password", """{"email": "a@b.test"}""")]
    [InlineData("password", """{"email": "a@b.test", "password": "short"}""")]
    [InlineData("name", """{"email": "a@b.test", "password": "long enough", "name": "a\nb"}""")]
    [InlineData("name", """{"email": "a@b.test", "password": "long enough", "name": "  "}""")]
    [InlineData("invitation", """{"email": "a@b.test", "password": "long enough", "invitation": "mvi_made-up"}""")]
    public async Task A_wrong_field_is_named(string field, string body)
    {
        using var nobody = Person.Nobody(Silo);

        var answer = await nobody.Send(HttpMethod.Post, "/api/auth/signup", new StringContent(body));

        Assert.Equal((HttpStatusCode)422, answer.Status);
        Assert.NotEmpty(answer.ErrorsOf(field));
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_a_second_use_ends_the_login()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);

        var second = (await nobody.Post("/api/auth/refresh", new { refresh_token = ada.RefreshToken })).Expect(HttpStatusCode.OK);
        using var refreshed = Person.By(Silo, second.Text("access_token"));
        (await refreshed.Get("/api/auth/me")).Expect(HttpStatusCode.OK);

        (await nobody.Post("/api/auth/refresh", new { refresh_token = ada.RefreshToken })).Expect(HttpStatusCode.Unauthorized);

        (await nobody.Post("/api/auth/refresh", new { refresh_token = second.Text("refresh_token") })).Expect(HttpStatusCode.Unauthorized);
        (await refreshed.Get("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        (await ada.Api.Get("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Of_a_hundred_uses_at_once_one_has_an_answer_and_none_is_left_logged_in()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => nobody.Post("/api/auth/refresh", new { refresh_token = ada.RefreshToken })));

        var won = Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        (await nobody.Post("/api/auth/refresh", new { refresh_token = won.Text("refresh_token") })).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_logs_out_is_out_at_once_and_with_them_nobody_else()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);
        var other = (await nobody.Post("/api/auth/login", new { email = ada.Email, password = Person.Password })).Expect(HttpStatusCode.OK);
        using var otherBrowser = Person.By(Silo, other.Text("access_token"));

        (await ada.Api.Post("/api/auth/logout")).Expect(HttpStatusCode.NoContent);

        (await ada.Api.Get("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        (await nobody.Post("/api/auth/refresh", new { refresh_token = ada.RefreshToken })).Expect(HttpStatusCode.Unauthorized);
        (await otherBrowser.Get("/api/auth/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_password_takes_the_old_one_and_ends_every_other_login()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);

        var unproven = await ada.Api.Put("/api/auth/me", new { password = "another one entirely" });
        var changed = (await ada.Api.Put("/api/auth/me", new { password = "another one entirely", current_password = Person.Password })).Expect(HttpStatusCode.OK);

        Assert.NotEmpty(unproven.ErrorsOf("current_password"));
        (await ada.Api.Get("/api/auth/me")).Expect(HttpStatusCode.Unauthorized);
        using var now = Person.By(Silo, changed.Text("access_token"));
        (await now.Get("/api/auth/me")).Expect(HttpStatusCode.OK);
        (await nobody.Post("/api/auth/login", new { email = ada.Email, password = Person.Password })).Expect(HttpStatusCode.Unauthorized);
        (await nobody.Post("/api/auth/login", new { email = ada.Email, password = "another one entirely" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_password_that_was_kept_more_cheaply_is_kept_anew()
    {
        using var ada = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);
        using var cheap = new Passwords(rounds: 1_000);
        var users = Silo.Services.GetRequiredService<Users>();
        var old = await cheap.Hash(Person.Password, CancellationToken.None);
        await users.Change(new UserId(ada.Id), null, null, old, CancellationToken.None);

        (await nobody.Post("/api/auth/login", new { email = ada.Email, password = Person.Password })).Expect(HttpStatusCode.OK);

        var kept = (await users.Find(new UserId(ada.Id), CancellationToken.None))!.Password;
        Assert.NotEqual(old, kept);
        (await nobody.Post("/api/auth/login", new { email = ada.Email, password = Person.Password })).Expect(HttpStatusCode.OK);
        Assert.Equal(kept, (await users.Find(new UserId(ada.Id), CancellationToken.None))!.Password);
    }

    [Fact]
    public async Task Who_keeps_guessing_has_to_wait_and_the_right_password_with_them()
    {
        await using var silo = await TestSilo.Start();
        using var ada = await Person.SignUp(silo);
        using var nobody = Person.Nobody(silo);
        for (var i = 0; i < 10; i++)
            (await nobody.Post("/api/auth/login", new { email = ada.Email, password = $"guess {i}" })).Expect(HttpStatusCode.Unauthorized);

        var refused = await nobody.Post("/api/auth/login", new { email = ada.Email, password = Person.Password });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task A_link_lets_in_once()
    {
        var links = Silo.Services.GetRequiredService<LoginLinks>();
        var secret = await links.Make(Users.Admin, CancellationToken.None);
        using var nobody = Person.Nobody(Silo);

        var login = (await nobody.Post("/api/auth/login", new { link = secret })).Expect(HttpStatusCode.OK);
        (await nobody.Post("/api/auth/login", new { link = secret })).Expect(HttpStatusCode.Unauthorized);

        using var admin = await Person.Of(Silo, login);
        Assert.Equal("team_default", admin.Team);
        (await admin.Api.Get("/api/cluster")).Expect(HttpStatusCode.OK);
    }
}
