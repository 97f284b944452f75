using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Teams;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Teams;
using MiniVercel.Gateway.GitHub;

namespace MiniVercel.Gateway.Api.Auth;

/// <summary>Accounts, and the ways to be let in.</summary>
internal static class AuthEndpoints
{
    private const string Scheme = "Bearer";

    private static readonly int s_seconds = (int)AccessTokens.Lifetime.TotalSeconds;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/auth/signup", SignUp).WithMetadata(OpenToAll.Instance).Takes<SignUpBody>().Gives<LoginAnswer>(201);
        api.MapPost("/auth/login", LogIn).WithMetadata(OpenToAll.Instance).Takes<LoginBody>().Gives<LoginAnswer>();
        api.MapPost("/auth/refresh", Refresh).WithMetadata(OpenToAll.Instance).Takes<RefreshBody>(isOptional: true).Gives<TokensAnswer>();
        api.MapPost("/auth/logout", LogOut).WithMetadata(OpenToAll.Instance).Takes<RefreshBody>(isOptional: true).GivesNothing();
        api.MapMethods("/auth/options", [HttpMethods.Get, HttpMethods.Head], Options).WithMetadata(OpenToAll.Instance).Gives<OptionsAnswer>();
        api.MapGet("/auth/me", Me).NeedsNoTeam().Gives<AccountAnswer>();
        api.MapPut("/auth/me", Change).NeedsNoTeam().Takes<AccountBody>().Gives<AccountAnswer>();
    }

    /// <summary>What a page can offer somebody who is nobody yet.</summary>
    private static async Task<IResult> Options(HttpContext context, AccountSettings settings, GitHubSettings github, Users users) => Results.Ok(
        new OptionsAnswer(settings.SignUp.ToString().ToLowerInvariant(), github.HasLogin, await users.HasNone(context.RequestAborted)));

    private static async Task<IResult> SignUp(
        HttpContext context, AccountSettings settings, Users users, Passwords passwords, Sessions sessions, LoginAudits audits, FailedLogins failures,
        TimeProvider clock)
    {
        var fields = await Fields.Read(context.Request);
        var email = fields.Text("email", null, AccountRules.Email, required: true);
        var password = fields.Text("password", null, Passwords.Complaint, required: true);
        var name = fields.Text("name", null, AccountRules.Name);
        var invitation = fields.Text("invitation", null, AccountRules.Secret);
        fields.ThrowIfRefused();
        if (failures.Wait(context.Address(), null) is { } wait)
            return AccountProblems.TooMany(context, wait);

        var id = NewId.Of<UserId>(clock);
        name ??= email!.Split('@')[0];
        var added = await users.Add(
            new NewUser(id, email!, name, await passwords.Hash(password!, context.RequestAborted), NewId.Of<TeamId>(clock), $"{name}'s team"),
            invitation is null ? null : Invitations.Hash(invitation), settings.SignUp, context.RequestAborted);
        if (added == Accounts.Logins.SignUp.Done)
        {
            await audits.Write(context, id, "auth.signup", invitation is null ? "" : "by invitation");
            return await In(context, id, users, sessions, StatusCodes.Status201Created);
        }

        failures.Remember(context.Address(), null);
        return added switch
        {
            Accounts.Logins.SignUp.EmailTaken => Problems.Of(409, "Email taken", "Somebody has an account by this address already; log in.", field: "email"),
            Accounts.Logins.SignUp.NotInvited when invitation is not null => throw new InvalidInputException(
                "invitation", "It is not valid for this address: it may have been used, or be older than a week."),
            Accounts.Logins.SignUp.NotInvited => Problems.Of(403, "Not open", "One has to be invited to have an account here. Ask somebody who has one."),
            _ => Problems.Of(403, "Not open", "Nobody can make themselves an account here."),
        };
    }

    private static async Task<IResult> LogIn(
        HttpContext context, Users users, Passwords passwords, Sessions sessions, LoginLinks links, LoginAudits audits, FailedLogins failures)
    {
        var fields = await Fields.Read(context.Request);
        var link = fields.Text("link", null, AccountRules.Secret);
        var email = fields.Text("email", null, AccountRules.Line, required: link is null);
        var password = fields.Text("password", null, AccountRules.Line, required: link is null);
        fields.ThrowIfRefused();

        var (address, account) = (context.Address(), email is null ? null : Users.Canonical(email));
        if (failures.Wait(address, account) is { } wait)
            return AccountProblems.TooMany(context, wait);
        var user = link is not null
            ? await links.Use(link, context.RequestAborted)
            : await ByPassword(account!, password!, users, passwords, context.RequestAborted);
        if (user is { } found)
        {
            await audits.Write(context, found, "auth.login", link is null ? "" : "by a link");
            return await In(context, found, users, sessions, StatusCodes.Status200OK);
        }

        failures.Remember(address, account);
        return Problems.Of(401, "Not logged in", link is null ? "There is no account with this address and password." : "The link was used already, or is too old.");
    }

    private static async Task<UserId?> ByPassword(string email, string password, Users users, Passwords passwords, CancellationToken cancellationToken)
    {
        var user = await users.FindByEmail(email, cancellationToken);
        switch (await passwords.Check(user?.Password, password, cancellationToken))
        {
            case PasswordVerificationResult.Failed:
                return null;
            case PasswordVerificationResult.SuccessRehashNeeded:
                await users.Change(new UserId(user!.Id), null, null, await passwords.Hash(password, cancellationToken), cancellationToken);
                break;
        }

        return new UserId(user!.Id);
    }

    private static async Task<IResult> Refresh(HttpContext context, Sessions sessions, OwnOrigin origin)
    {
        var fields = await Fields.Read(context.Request, mayBeEmpty: true);
        var token = fields.Text("refresh_token", null, AccountRules.Secret);
        fields.ThrowIfRefused();

        var byCookie = token is null;
        if (byCookie && origin.IsOwn(context.Request))
            token = LoginCookies.Refresh(context.Request);
        if (token is not null && await sessions.Refresh(token, context.RequestAborted) is { } tokens)
        {
            if (byCookie)
                LoginCookies.Set(context, tokens);
            return Results.Ok(Shown(tokens));
        }

        LoginCookies.Clear(context);
        return Problems.Of(401, "Not logged in", "The login has ended, or this token was used before. Log in again.");
    }

    /// <summary>Whoever has nothing to log out of is logged out already.</summary>
    private static async Task<IResult> LogOut(HttpContext context, Sessions sessions, AccessTokens access, OwnOrigin origin)
    {
        var fields = await Fields.Read(context.Request, mayBeEmpty: true);
        var refresh = fields.Text("refresh_token", null, AccountRules.Secret);
        fields.ThrowIfRefused();

        var bearer = Identification.Bearer(context.Request);
        if (bearer is not null && await access.Read(bearer, context.RequestAborted) is { } claims)
            await sessions.End(claims.Session, context.RequestAborted);
        if (refresh is not null)
            await sessions.EndByRefresh(refresh, context.RequestAborted);
        if (origin.IsOwn(context.Request))
        {
            if (LoginCookies.Access(context.Request) is { } cookie && await access.Read(cookie, context.RequestAborted) is { } own)
                await sessions.End(own.Session, context.RequestAborted);
            if (LoginCookies.Refresh(context.Request) is { } kept)
                await sessions.EndByRefresh(kept, context.RequestAborted);
            LoginCookies.Clear(context);
        }

        return Results.NoContent();
    }

    private static async Task<IResult> Me(HttpContext context, Users users, TeamStore teams)
    {
        var caller = context.Caller();
        var user = caller.User is { } id ? await users.Find(id, context.RequestAborted) : null;
        return Results.Ok(new AccountAnswer(
            user?.Id, user?.Email, caller.Name, user?.Password is not null, caller.IsOperator, caller.Team.Value,
            caller.Right == Right.None ? null : caller.Right.Role(),
            [.. (await teams.List(caller.TeamIds, caller.User, context.RequestAborted)).Select(TeamAnswer.Of)]));
    }

    /// <summary>Their own account. Whoever has a password needs it to change it; after that, every login but this one has ended.</summary>
    private static async Task<IResult> Change(HttpContext context, Users users, Passwords passwords, Sessions sessions, TeamStore teams, FailedLogins failures)
    {
        if (context.Caller().User is not { } id || await users.Find(id, context.RequestAborted) is not { } user)
            return Problems.Of(409, "Nobody's token", "This token is the installation's own; it belongs to no account.");

        var fields = await Fields.Read(context.Request);
        var name = fields.Text("name", null, AccountRules.Name);
        var email = fields.Text("email", null, AccountRules.Email);
        var password = fields.Text("password", null, Passwords.Complaint);
        var old = fields.Text("current_password", null, AccountRules.Line);
        fields.ThrowIfRefused();
        if (failures.Wait(context.Address(), id.Value) is { } wait)
            return AccountProblems.TooMany(context, wait);
        if ((password ?? email) is not null && user.Password is not null
            && (old is null || await passwords.Check(user.Password, old, context.RequestAborted) == PasswordVerificationResult.Failed))
        {
            failures.Remember(context.Address(), id.Value);
            throw new InvalidInputException("current_password", "It is not the password that the account has now.");
        }

        var hash = password is null ? null : await passwords.Hash(password, context.RequestAborted);
        if (!await users.Change(id, name, email, hash, context.RequestAborted))
            return Problems.Of(409, "Email taken", "Somebody has an account by this address already.", field: "email");

        if (password is not null)
        {
            await sessions.EndAll(id, context.RequestAborted);
            return await In(context, id, users, sessions, StatusCodes.Status200OK);
        }

        return await Me(context, users, teams);
    }

    private static async Task<IResult> In(HttpContext context, UserId id, Users users, Sessions sessions, int status)
    {
        var tokens = await sessions.Begin(id, context.Address(), context.Request.Headers.UserAgent.ToString(), context.RequestAborted);
        LoginCookies.Set(context, tokens);
        context.Response.Headers.CacheControl = "no-store";
        var user = await users.Find(id, context.RequestAborted);
        return Results.Json(
            new LoginAnswer(
                new UserAnswer(user!.Id, user.Email, user.Name, user.IsOperator), tokens.Access, Scheme, s_seconds, tokens.Refresh),
            ApiJson.Options, statusCode: status);
    }

    private static TokensAnswer Shown(LoginTokens tokens) => new(tokens.Access, Scheme, s_seconds, tokens.Refresh);
}
