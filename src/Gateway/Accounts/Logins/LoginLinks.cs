using Dapper;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>Links that let somebody in once, soon after they were made.</summary>
public sealed class LoginLinks(Database database)
{
    private const string Prefix = "mvl_";

    private static readonly TimeSpan s_goodFor = TimeSpan.FromHours(24);

    /// <summary>The secret that the link carries.</summary>
    public async Task<string> Make(UserId user, CancellationToken cancellationToken)
    {
        var secret = SecretToken.New(Prefix);
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into login_links (hash, user_id, expires_at) values (@hash, @user, clock_timestamp() + @s_goodFor) on conflict (hash) do nothing;
                delete from login_links where expires_at < clock_timestamp()
                """,
                new { hash = SecretToken.Hash(secret), user = user.Value, s_goodFor }, cancellationToken: token)),
            cancellationToken);
        return secret;
    }

    /// <summary>Whom it lets in; nobody the second time.</summary>
    public async Task<UserId?> Use(string secret, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            """
            update login_links set used_at = clock_timestamp()
            where hash = @hash and used_at is null and expires_at > clock_timestamp() returning user_id
            """,
            new { hash = SecretToken.Hash(secret) }, cancellationToken: token)),
        cancellationToken) is { } user ? new UserId(user) : null;
}
