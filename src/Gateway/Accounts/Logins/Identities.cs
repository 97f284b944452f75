using Dapper;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>Who somebody is elsewhere.</summary>
/// <param name="Subject">What never changes about them there.</param>
/// <param name="Login">What they are called there by now.</param>
/// <param name="Token">What they let us do there.</param>
public sealed record NewIdentity(IdentityId Id, string Provider, string Subject, string Login, string Token);

/// <summary>By whom people are known elsewhere, with what they let us do there, sealed.</summary>
public sealed class Identities(Database database, SecretBox secrets)
{
    public static readonly SealedTable Table = new(
        "identities", "id", "'identities/' || id || '/' || provider || '/' || subject", IsOfProject: false);

    public async Task<UserId?> Owner(string provider, string subject, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select user_id from identities where provider = @provider and subject = @subject", new { provider, subject }, cancellationToken: token)),
        cancellationToken) is { } user ? new UserId(user) : null;

    public string Seal(NewIdentity identity) => secrets.Seal(identity.Token, Row(identity.Id.Value, identity.Provider, identity.Subject));

    /// <summary>Makes it this person's, or keeps what they let us do now; no, where it is somebody else's.</summary>
    public async Task<bool> Link(UserId user, NewIdentity identity, CancellationToken cancellationToken)
    {
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into identities (id, provider, subject, user_id, login, envelope) values (@id, @Provider, @Subject, @user, @Login, @envelope)
                on conflict (provider, subject) do nothing
                """,
                new { id = identity.Id.Value, identity.Provider, identity.Subject, user = user.Value, identity.Login, envelope = Seal(identity) },
                cancellationToken: token)),
            cancellationToken);
        var id = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
                "select id from identities where provider = @Provider and subject = @Subject and user_id = @user",
                new { identity.Provider, identity.Subject, user = user.Value }, cancellationToken: token)),
            cancellationToken);
        if (id is null)
            return false;
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                "update identities set login = @Login, envelope = @envelope where id = @id",
                new { id, identity.Login, envelope = Seal(identity with { Id = new IdentityId(id) }) }, cancellationToken: token)),
            cancellationToken);
        return true;
    }

    /// <exception cref="SecretUnreadableException">It is there, and cannot be opened.</exception>
    public async Task<string?> TokenOf(UserId user, string provider, CancellationToken cancellationToken)
    {
        var row = await database.Run(
            (connection, token) => connection.QueryFirstOrDefaultAsync<(string Id, string Subject, string Envelope)?>(new CommandDefinition(
                "select id, subject, envelope from identities where user_id = @user and provider = @provider and envelope is not null order by id desc",
                new { user = user.Value, provider }, cancellationToken: token)),
            cancellationToken);
        return row is var (id, subject, envelope) ? secrets.Open(envelope, Row(id, provider, subject)) : null;
    }

    private static string Row(string id, string provider, string subject) => $"identities/{id}/{provider}/{subject}";
}
