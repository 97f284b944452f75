using Dapper;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Teams;

public sealed record InvitationView(
    string Id, string TeamId, string? Email, string Role, string InvitedBy, DateTime CreatedAt, DateTime ExpiresAt, DateTime? AcceptedAt);

/// <summary>Invitations into a team: whoever has the secret may join, once; where an address was given, only who has an account by it.</summary>
public sealed class Invitations(Database database)
{
    public const int MostOpen = 100;
    private const string Prefix = "mvi_";

    private const string Select = "select id, team_id, email, role, invited_by, created_at, expires_at, accepted_at from invitations";

    private static readonly TimeSpan s_goodFor = TimeSpan.FromDays(7);

    /// <summary>The secret; nothing where too many are open. One that is made again, because nobody has seen it, has another.</summary>
    public async Task<string?> Make(InvitationId id, TeamId team, string? email, string role, string by, CancellationToken cancellationToken)
    {
        var secret = SecretToken.New(Prefix);
        return await database.Run(
            (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                delete from invitations where expires_at < clock_timestamp() and accepted_at is null;
                insert into invitations (id, team_id, email, role, hash, invited_by, expires_at)
                select @id, @team, @email, @role, @hash, @by, clock_timestamp() + @s_goodFor
                where (select count(*) from invitations where team_id = @team and accepted_at is null and id <> @id) < @MostOpen
                on conflict (id) do update set hash = excluded.hash where invitations.accepted_at is null;
                select exists (select 1 from invitations where id = @id and hash = @hash)
                """,
                new
                {
                    id = id.Value,
                    team = team.Value,
                    email = email is null ? null : Users.Canonical(email),
                    role,
                    hash = Hash(secret),
                    by,
                    s_goodFor,
                    MostOpen,
                },
                cancellationToken: token)),
            cancellationToken) ? secret : null;
    }

    public static byte[] Hash(string secret) => SecretToken.Hash(secret);

    public async Task<IReadOnlyList<InvitationView>> List(TeamId team, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<InvitationView>(new CommandDefinition(
            $"{Select} where team_id = @team and accepted_at is null and expires_at > clock_timestamp() order by id desc",
            new { team = team.Value }, cancellationToken: token))).ToList(),
        cancellationToken);

    public Task<InvitationView?> Find(TeamId team, string id, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<InvitationView>(new CommandDefinition(
            $"{Select} where team_id = @team and id = @id", new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken);

    public async Task<bool> Withdraw(TeamId team, string id, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from invitations where team_id = @team and id = @id and accepted_at is null", new { team = team.Value, id }, cancellationToken: token)),
        cancellationToken) == 1;

    /// <summary>The team that they are in now; nothing where the secret is not for them.</summary>
    public async Task<TeamId?> Accept(string secret, UserId user, CancellationToken cancellationToken) => await database.Transact(
        async (connection, transaction, token) => await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            """
            with accepted as (
                update invitations set accepted_by = @user, accepted_at = coalesce(accepted_at, clock_timestamp())
                where hash = @hash and (accepted_at is null or accepted_by = @user) and expires_at > clock_timestamp()
                and (email is null or email = (select email from users where id = @user))
                returning team_id, role),
            joined as (
                insert into team_members (team_id, user_id, role) select team_id, @user, role from accepted on conflict do nothing)
            select team_id from accepted
            """,
            new { hash = SecretToken.Hash(secret), user = user.Value }, transaction, cancellationToken: token)),
        cancellationToken) is { } team ? new TeamId(team) : null;
}
