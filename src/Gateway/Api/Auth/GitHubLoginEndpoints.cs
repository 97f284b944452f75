using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Teams;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Auth;

/// <summary>Logging in with GitHub, and linking an account here with one there.</summary>
internal static partial class GitHubLoginEndpoints
{
    private const string Cookie = "mv_github";
    private const int LongestPath = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/auth/github", Begin).WithMetadata(OpenToAll.Instance).Redirects().Asks("return_to", "repositories", "invitation");
        api.MapGet("/auth/github/callback", Return).WithMetadata(OpenToAll.Instance).Redirects().Asks("code", "state");
    }

    /// <summary>Whoever is logged in links; everybody else logs in.</summary>
    private static async Task<IResult> Begin(
        HttpContext context, GitHubSettings settings, GitHubLogins logins, Identification identification, TimeProvider clock)
    {
        if (!settings.HasLogin)
            return Problems.NotFound("login with GitHub");
        var query = context.Request.Query;
        var returnTo = query["return_to"].FirstOrDefault() ?? "/";
        if (!IsOwnPath(returnTo))
            throw new InvalidInputException("return_to", "It must be a path of this host, such as /projects.");
        var invitation = query["invitation"].FirstOrDefault();
        if (invitation is not null && AccountRules.Secret(invitation) is { } wrong)
            throw new InvalidInputException("invitation", wrong);

        var user = (await identification.Of(context))?.User;
        var verifier = GitHubLogins.NewVerifier();
        var login = new BegunLogin(
            user?.Value, invitation, returnTo, $"{context.Request.Scheme}://{context.Request.Host}/api/auth/github/callback", clock.GetUtcNow() + GitHubLogins.GoodFor);
        context.Response.Cookies.Append(CookieName(context), verifier, CookieFor(context, GitHubLogins.GoodFor));
        return Results.Redirect(logins.Begin(verifier, login, withRepositories: query["repositories"] == "true"));
    }

    private static async Task<IResult> Return(
        HttpContext context, GitHubSettings settings, GitHubLogins logins, Identification identification, AccountSettings accounts, Users users,
        Identities identities, Sessions sessions, LoginAudits audits, TimeProvider clock)
    {
        if (!settings.HasLogin)
            return Problems.NotFound("login with GitHub");
        var query = context.Request.Query;
        if (query["state"] is not [{ Length: > 0 and <= GitHubLogins.LongestParameter } state]
            || !context.Request.Cookies.TryGetValue(CookieName(context), out var verifier) || verifier.Length > 100
            || await logins.Return(state, verifier, context.RequestAborted) is not { } begun)
        {
            return Refused(context, 401, "not-begun", "Not logged in", "This login was not begun in this browser, was used already, or is older than ten minutes. Begin again.");
        }

        context.Response.Cookies.Delete(CookieName(context), CookieFor(context, null));
        if (query["code"] is not [{ Length: > 0 and <= GitHubLogins.LongestParameter } code])
            return Refused(context, 401, "broken-off", "Not logged in", "GitHub has sent no code along: the login was broken off there.");
        GitHubPerson person;
        try
        {
            person = await logins.Exchange(code, verifier, begun.RedirectUri, context.RequestAborted);
        }
        catch (GitHubException e)
        {
            return Refused(context, 502, "no-answer", "GitHub has not answered", e.Message);
        }

        var identity = new NewIdentity(NewId.Of<IdentityId>(clock), GitHubLogins.Provider, person.Subject, StorableText.Of(person.Login), person.Token);
        if (begun.User is { } linking)
        {
            if ((await identification.Of(context))?.User is not { } still || still.Value != linking)
                return Refused(context, 401, "not-you", "Not logged in", "Whoever began to link the account is not logged in any more. Begin again.");
            if (!await identities.Link(still, identity, context.RequestAborted))
                return Refused(context, 409, "linked-already", "Linked already", "This account of GitHub is linked with somebody else's here.");
            await audits.Write(context, still, "auth.github.link", identity.Login);
            return Results.Redirect(begun.ReturnTo);
        }

        if (await identities.Owner(GitHubLogins.Provider, person.Subject, context.RequestAborted) is { } known)
        {
            await identities.Link(known, identity, context.RequestAborted);
            await In(context, known, sessions);
            await audits.Write(context, known, "auth.github.login", identity.Login);
            return Results.Redirect(begun.ReturnTo);
        }

        return await SignUp(context, person, identity, begun, accounts, users, identities, sessions, audits, clock);
    }

    /// <summary>By the same rules as anybody. An account that has the address already is not theirs by that alone.</summary>
    private static async Task<IResult> SignUp(
        HttpContext context, GitHubPerson person, NewIdentity identity, BegunLogin begun, AccountSettings accounts, Users users, Identities identities,
        Sessions sessions, LoginAudits audits, TimeProvider clock)
    {
        if (person.Email is not { } email || AccountRules.Email(email) is not null)
            return Refused(context, 403, "no-address", "No address", "GitHub knows no primary address of yours that you have verified there.");
        var name = AccountRules.Name(person.Name) is null ? person.Name : person.Login;
        var id = NewId.Of<UserId>(clock);
        var added = await users.Add(
            new NewUser(id, email, name, null, NewId.Of<TeamId>(clock), $"{name}'s team", identity with { Token = identities.Seal(identity) }),
            begun.Invitation is { } invitation ? Invitations.Hash(invitation) : null, accounts.SignUp, context.RequestAborted);
        if (added == Accounts.Logins.SignUp.Done)
        {
            await audits.Write(context, id, "auth.github.signup", begun.Invitation is null ? identity.Login : $"{identity.Login}, by invitation");
            await In(context, id, sessions);
            return Results.Redirect(begun.ReturnTo);
        }

        return added switch
        {
            Accounts.Logins.SignUp.EmailTaken => Refused(
                context, 409, "email-taken", "Email taken", "Somebody has an account by this address already. Log in there, and link it with GitHub."),
            Accounts.Logins.SignUp.NotInvited => Refused(
                context, 403, "not-invited", "Not open", "One has to be invited to have an account here. Ask somebody who has one."),
            _ => Refused(context, 403, "closed", "Not open", "Nobody can make themselves an account here."),
        };
    }

    private static async Task In(HttpContext context, UserId user, Sessions sessions) => LoginCookies.Set(
        context, await sessions.Begin(user, context.Address(), context.Request.Headers.UserAgent.ToString(), context.RequestAborted));

    /// <summary>Who comes back by a link is shown a page of the dashboard, which has words of its own for each of these.</summary>
    /// <param name="why">The name of the reason in the page's address.</param>
    private static IResult Refused(HttpContext context, int status, string why, string title, string detail) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? Results.Redirect($"/login?refused={why}")
            : Problems.Of(status, title, detail);

    /// <summary>Two slashes, or one and a backslash, would name another host.</summary>
    private static bool IsOwnPath(string path) => path.Length <= LongestPath && OwnPath().IsMatch(path);

    private static string CookieName(HttpContext context) => context.Request.IsHttps ? $"__Host-{Cookie}" : Cookie;

    private static CookieOptions CookieFor(HttpContext context, TimeSpan? lifetime) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = lifetime };

    [GeneratedRegex(@"^/(?!/)[!-~-[\\]]*\z")]
    private static partial Regex OwnPath();
}
