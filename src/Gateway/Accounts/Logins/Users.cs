using Dapper;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>A person with an account.</summary>
public sealed record User(string Id, string? Email, string Name, string? Password, bool IsOperator, DateTime CreatedAt);

/// <summary>How the attempt to sign up ended.</summary>
public enum SignUp
{
    Done,
    EmailTaken,
    NotInvited,
    Closed,
}

/// <summary>The people who have an account here.</summary>
public sealed class Users(Database database)
{
    /// <summary>Who is there from the first start.</summary>
    public static readonly UserId Admin = new("usr_admin");

    private const string Select = "select id, email, name, password, is_operator, created_at from users";

    public Task<User?> Find(UserId id, CancellationToken cancellationToken) => One($"{Select} where id = @value", id.Value, cancellationToken);

    public Task<User?> FindByEmail(string email, CancellationToken cancellationToken) =>
        One($"{Select} where email = @value", Canonical(email), cancellationToken);

    /// <summary>Whether nobody has signed up yet: whoever does then is the administrator.</summary>
    public Task<bool> HasNone(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select not exists (select 1 from users where email is not null)", cancellationToken: token)),
        cancellationToken);

    /// <summary>
    /// A new account. The first one takes the administrator's place; an invited one joins who invited them; any other has a team of
    /// their own.
    /// </summary>
    public Task<SignUp> Add(NewUser user, byte[]? invitation, SignUpMode mode, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            var row = new
            {
                id = user.Id.Value,
                email = Canonical(user.Email),
                user.Name,
                user.Password,
                team = user.Team.Value,
                teamName = user.TeamName,
                invitation,
            };
            CommandDefinition Command(string sql) => new(sql, row, transaction, cancellationToken: token);

            // Two who are the first at once: one of them is.
            await connection.ExecuteAsync(Command("select 1 from users where id = 'usr_admin' for update"));
            if (await connection.ExecuteScalarAsync<string?>(Command("select id from users where email = @email")) is { } taken)
                return taken == user.Id.Value ? SignUp.Done : SignUp.EmailTaken;
            var isFirst = await connection.ExecuteScalarAsync<bool>(Command("select not exists (select 1 from users where email is not null)"));
            if (!isFirst && mode == SignUpMode.Closed)
                return SignUp.Closed;
            var inviting = invitation is null ? null : await connection.QuerySingleOrDefaultAsync<string>(Command(
                """
                update invitations set accepted_by = null, accepted_at = clock_timestamp()
                where hash = @invitation and accepted_at is null and expires_at > clock_timestamp() and (email is null or email = @email)
                returning id
                """));
            if (inviting is null && (invitation is not null || !(isFirst || mode == SignUpMode.Open)))
                return SignUp.NotInvited;

            await connection.ExecuteAsync(Command(
                $"insert into users (id, email, name, password, is_operator) values (@id, @email, @Name, @Password, {(isFirst ? "true" : "false")})"));
            await connection.ExecuteAsync(Command(inviting is not null
                ? """
                  insert into team_members (team_id, user_id, role) select team_id, @id, role from invitations where hash = @invitation;
                  update invitations set accepted_by = @id where hash = @invitation
                  """
                : isFirst
                    ? "insert into team_members (team_id, user_id, role) values ('team_default', @id, 'owner')"
                    : """
                      insert into teams (id, name) values (@team, @teamName);
                      insert into team_members (team_id, user_id, role) values (@team, @id, 'owner')
                      """));
            if (user.Identity is { } identity)
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    "insert into identities (id, provider, subject, user_id, login, envelope) values (@identity, @Provider, @Subject, @id, @Login, @Token)",
                    new { identity = identity.Id.Value, identity.Provider, identity.Subject, row.id, identity.Login, identity.Token },
                    transaction, cancellationToken: token));
            }

            return SignUp.Done;
        },
        cancellationToken);

    /// <summary>What is null stays. Whether nobody else has the address.</summary>
    public Task<bool> Change(UserId id, string? name, string? email, string? password, CancellationToken cancellationToken) => database.Run(
        async (connection, token) =>
        {
            try
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    update users set name = coalesce(@name, name), email = coalesce(@email, email), password = coalesce(@password, password) where id = @id
                    """,
                    new { id = id.Value, name, email = email is null ? null : Canonical(email), password }, cancellationToken: token));
                return true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>One spelling for every address.</summary>
    public static string Canonical(string email) => email.Trim().ToLowerInvariant();

    private Task<User?> One(string sql, string value, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<User>(new CommandDefinition(sql, new { value }, cancellationToken: token)),
        cancellationToken);
}

/// <param name="Password">Its hash; nothing for somebody who logs in elsewhere.</param>
/// <param name="Team">The team of their own, where they get one.</param>
/// <param name="Identity">Who they are elsewhere, its token sealed.</param>
public sealed record NewUser(UserId Id, string Email, string Name, string? Password, TeamId Team, string TeamName, NewIdentity? Identity = null);
