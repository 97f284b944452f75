using System.Security.Cryptography;
using Dapper;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>A program that waits to be let in, and the short code by which a person knows it.</summary>
public sealed record DeviceLogin(string Secret, string Code);

public abstract record DeviceAnswer
{
    private DeviceAnswer()
    {
    }

    public sealed record Waiting : DeviceAnswer;

    public sealed record Approved(UserId User, TeamId Team) : DeviceAnswer;

    /// <summary>Too late, used already, or never there.</summary>
    public sealed record Gone : DeviceAnswer;
}

/// <summary>
/// How a command line is logged in: it shows a code, a person who is logged in elsewhere types it in, and the program that has the secret
/// beside it is let in as that person.
/// </summary>
public sealed class DeviceLogins(Database database)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);

    private const string Prefix = "mvd_";
    private const int MostOpen = 1_000;

    /// <summary>None that are taken for one another when read out.</summary>
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    /// <summary>Nothing where too many wait already.</summary>
    public async Task<DeviceLogin?> Begin(string client, CancellationToken cancellationToken)
    {
        var login = new DeviceLogin(SecretToken.New(Prefix), $"{RandomNumberGenerator.GetString(Letters, 4)}-{RandomNumberGenerator.GetString(Letters, 4)}");
        var hash = SecretToken.Hash(login.Secret);
        var isNew = await database.Run(
            (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                delete from device_logins where expires_at < clock_timestamp();
                insert into device_logins (hash, code, client, expires_at)
                select @hash, @Code, @client, clock_timestamp() + @GoodFor where (select count(*) from device_logins) < @MostOpen
                on conflict do nothing;
                select exists (select 1 from device_logins where hash = @hash)
                """,
                new { hash, login.Code, client, GoodFor, MostOpen }, cancellationToken: token)),
            cancellationToken);
        return isNew ? login : null;
    }

    /// <summary>What the program is that a person is about to let in.</summary>
    public Task<string?> Client(string code, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select client from device_logins where code = @code and approved_by is null and expires_at > clock_timestamp()",
            new { code = Canonical(code) }, cancellationToken: token)),
        cancellationToken);

    public async Task<bool> Approve(string code, Caller by, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            update device_logins set approved_by = @user, team_id = @team
            where code = @code and (approved_by is null or approved_by = @user) and used_at is null and expires_at > clock_timestamp()
            """,
            new { code = Canonical(code), user = by.User!.Value.Value, team = by.Team.Value }, cancellationToken: token)),
        cancellationToken) == 1;

    public Task<DeviceAnswer> Take(string secret, CancellationToken cancellationToken) => database.Transact<DeviceAnswer>(
        async (connection, transaction, token) =>
        {
            var row = new { hash = SecretToken.Hash(secret) };
            var found = await connection.QuerySingleOrDefaultAsync<(string? User, string? Team)?>(new CommandDefinition(
                "select approved_by, team_id from device_logins where hash = @hash and used_at is null and expires_at > clock_timestamp() for update",
                row, transaction, cancellationToken: token));
            if (found is not { } login)
                return new DeviceAnswer.Gone();
            if (login is not { User: { } user, Team: { } team })
                return new DeviceAnswer.Waiting();
            await connection.ExecuteAsync(new CommandDefinition(
                "update device_logins set used_at = clock_timestamp() where hash = @hash", row, transaction, cancellationToken: token));
            return new DeviceAnswer.Approved(new UserId(user), new TeamId(team));
        },
        cancellationToken);

    private static string Canonical(string code) => code.Trim().ToUpperInvariant();
}
