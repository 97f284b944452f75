using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.GitHub;

/// <summary>What somebody has set out with to log in.</summary>
/// <param name="User">Who was logged in already and links their account.</param>
/// <param name="ReturnTo">The path that they want to be at afterwards.</param>
/// <param name="RedirectUri">Where GitHub sends them back to.</param>
public sealed record BegunLogin(string? User, string? Invitation, string ReturnTo, string RedirectUri, DateTimeOffset Until);

/// <summary>Who somebody is at GitHub.</summary>
/// <param name="Email">The address that GitHub has seen them have, and that they go by.</param>
public sealed record GitHubPerson(string Subject, string Login, string Name, string? Email, string Token);

/// <summary>
/// The way to GitHub and back (OAuth 2 with PKCE). What it was begun with goes along sealed, and opens only in the browser that began it,
/// whose cookie is the verifier; so nothing is kept for those who never come back. It is good once.
/// </summary>
public sealed class GitHubLogins(GitHubClient github, GitHubSettings settings, SecretBox secrets, Database database, TimeProvider clock)
{
    public const string Provider = "github";
    public const int LongestParameter = 4_096;
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);

    public static string NewVerifier() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where to send the browser that has the verifier.</summary>
    public string Begin(string verifier, BegunLogin login, bool withRepositories)
    {
        var state = secrets.Seal(JsonSerializer.Serialize(login, StateJson.Options), BoundTo(verifier));
        return QueryHelpers.AddQueryString(settings.UrlOf("/login/oauth/authorize").ToString(), new Dictionary<string, string?>
        {
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = login.RedirectUri,
            ["scope"] = withRepositories ? "read:user user:email repo" : "read:user user:email",
            ["state"] = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(state)),
            ["code_challenge"] = Challenge(verifier),
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>What was begun in this browser; nothing where it was elsewhere, is too long ago, or came back before.</summary>
    public async Task<BegunLogin?> Return(string state, string verifier, CancellationToken cancellationToken)
    {
        BegunLogin? login;
        try
        {
            login = JsonSerializer.Deserialize<BegunLogin>(secrets.Open(Encoding.ASCII.GetString(Base64Url.DecodeFromChars(state)), BoundTo(verifier)), StateJson.Options);
        }
        catch (Exception e) when (e is FormatException or SecretUnreadableException)
        {
            return null;
        }

        if (login is null || login.Until < clock.GetUtcNow())
            return null;
        // The first try may have written it without being told so: then nobody gets in, and begins again.
        var isFirst = await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                "insert into github_logins (hash) values (@hash) on conflict do nothing",
                new { hash = SHA256.HashData(Encoding.ASCII.GetBytes(state)) }, cancellationToken: token)),
            cancellationToken) == 1;
        return isFirst ? login : null;
    }

    /// <summary>Who has come back with this code.</summary>
    /// <exception cref="GitHubException">GitHub does not say.</exception>
    public async Task<GitHubPerson> Exchange(string code, string verifier, string redirectUri, CancellationToken cancellationToken)
    {
        var answer = await github.Exchange(
            new Dictionary<string, string>
            {
                ["client_id"] = settings.ClientId!,
                ["client_secret"] = settings.ClientSecret!,
                ["code"] = code,
                ["redirect_uri"] = redirectUri,
                ["code_verifier"] = verifier,
            },
            cancellationToken);
        var token = answer.Text("access_token") ?? throw new GitHubException(401, $"GitHub has given no token: {answer.Text("error") ?? "it says nothing more"}.");
        var user = await github.Get("/user", token, cancellationToken);
        if (user.Number("id") is not { } id || user.Text("login") is not { } login)
            throw new GitHubException(0, "GitHub does not say who that is.");
        var emails = await github.List("/user/emails", token, cancellationToken);
        var email = emails.Where(e => e.IsTrue("primary") && e.IsTrue("verified")).Select(e => e.Text("email")).FirstOrDefault(e => e is not null);
        return new GitHubPerson($"{id}", login, user.Text("name") is { Length: > 0 } name ? name : login, email, token);
    }

    private static string BoundTo(string verifier) => $"github login {Challenge(verifier)}";

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
