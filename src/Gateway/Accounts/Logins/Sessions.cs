using Dapper;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>What a login is answered with: tokens that are shown this once.</summary>
public sealed record LoginTokens(AccessClaims Claims, string Access, string Refresh);

/// <summary>
/// Logins. Each lasts as long as it is used, up to a month between two uses. A refresh token is good for one use; one that comes a
/// second time has been stolen, from us or from its owner, and so the login ends for both.
/// </summary>
public sealed class Sessions(Database database, AccessTokens access, TimeProvider clock)
{
    public static readonly TimeSpan RefreshWithin = TimeSpan.FromDays(30);
    private const string Prefix = "mvr_";
    private const int LongestAgent = 200;

    public async Task<LoginTokens> Begin(UserId user, string address, string agent, CancellationToken cancellationToken)
    {
        var (session, refresh) = (NewId.Of<SessionId>(clock), SecretToken.New(Prefix));
        await database.Transact(
            async (connection, transaction, token) => await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into sessions (id, user_id, address, agent, expires_at) values (@id, @user, @address, @agent, clock_timestamp() + @RefreshWithin)
                on conflict (id) do nothing;
                insert into refresh_tokens (hash, session_id, expires_at) values (@hash, @id, clock_timestamp() + @RefreshWithin)
                on conflict (hash) do nothing;
                delete from sessions where id in (select id from sessions where expires_at < clock_timestamp() limit 100)
                """,
                new
                {
                    id = session.Value,
                    user = user.Value,
                    address,
                    agent = agent[..Math.Min(agent.Length, LongestAgent)],
                    hash = SecretToken.Hash(refresh),
                    RefreshWithin,
                },
                transaction, cancellationToken: token)),
            cancellationToken);
        var claims = new AccessClaims(user, session);
        return new LoginTokens(claims, await access.Issue(claims, cancellationToken), refresh);
    }

    /// <summary>New tokens for an old one; nothing where it is none, or was used before.</summary>
    public async Task<LoginTokens?> Refresh(string old, CancellationToken cancellationToken)
    {
        var refresh = SecretToken.New(Prefix);
        var claims = await database.Transact(
            async (connection, transaction, token) =>
            {
                var row = new { old = SecretToken.Hash(old), next = SecretToken.Hash(refresh), RefreshWithin };
                CommandDefinition Command(string sql) => new(sql, row, transaction, cancellationToken: token);

                var found = await connection.QuerySingleOrDefaultAsync<RefreshRow>(Command(
                    """
                    select s.id as session_id, s.user_id, t.replaced_by, t.expires_at < clock_timestamp() or s.ended_at is not null as is_over
                    from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = @old for update
                    """));
                if (found is null or { IsOver: true })
                    return null;
                if (found.ReplacedBy is { } replacement && !replacement.AsSpan().SequenceEqual(row.next))
                {
                    await connection.ExecuteAsync(Command(
                        "update sessions set ended_at = clock_timestamp() where id = (select session_id from refresh_tokens where hash = @old)"));
                    return null;
                }

                await connection.ExecuteAsync(Command(
                    """
                    update refresh_tokens set replaced_by = @next where hash = @old;
                    insert into refresh_tokens (hash, session_id, expires_at)
                    select @next, session_id, clock_timestamp() + @RefreshWithin from refresh_tokens where hash = @old on conflict (hash) do nothing;
                    update sessions set expires_at = clock_timestamp() + @RefreshWithin where id = (select session_id from refresh_tokens where hash = @old)
                    """));
                return new AccessClaims(new UserId(found.UserId), new SessionId(found.SessionId));
            },
            cancellationToken);
        return claims is null ? null : new LoginTokens(claims, await access.Issue(claims, cancellationToken), refresh);
    }

    public Task End(SessionId session, CancellationToken cancellationToken) =>
        EndWhere("id = @value", session.Value, cancellationToken);

    public Task EndByRefresh(string refresh, CancellationToken cancellationToken) =>
        EndWhere("id = (select session_id from refresh_tokens where hash = @value)", SecretToken.Hash(refresh), cancellationToken);

    /// <summary>Everywhere: after a change of the password, nobody is in who was in by the old one.</summary>
    public Task EndAll(UserId user, CancellationToken cancellationToken) =>
        EndWhere("user_id = @value", user.Value, cancellationToken);

    /// <summary>Whose login it is, and what they may by now; nothing if it has ended.</summary>
    public Task<Caller?> Find(AccessClaims claims, CancellationToken cancellationToken) => Caller(
        "s.id = @session and s.user_id = @user and s.ended_at is null", claims.User, claims.Session.Value, cancellationToken);

    /// <summary>Somebody whom another has vouched for, for this one call.</summary>
    public Task<Caller?> Of(UserId user, CancellationToken cancellationToken) => Caller(null, user, null, cancellationToken);

    private async Task<Caller?> Caller(string? sessionIs, UserId user, string? session, CancellationToken cancellationToken)
    {
        var rows = await database.Run(
            async (connection, token) => (await connection.QueryAsync<MemberRow>(new CommandDefinition(
                $"""
                select u.name, u.is_operator, m.team_id, m.role from users u
                {(sessionIs is null ? "" : $"join sessions s on {sessionIs}")}
                left join team_members m on m.user_id = u.id where u.id = @user order by m.created_at, m.team_id
                """,
                new { user = user.Value, session }, cancellationToken: token))).ToList(),
            cancellationToken);
        if (rows.Count == 0)
            return null;
        var teams = rows.Where(r => r.TeamId is not null).Select(r => new Membership(new TeamId(r.TeamId!), RightWords.Of(r.Role))).ToList();
        return new Caller(
            teams.Count > 0 ? teams[0].Team : new TeamId(""), teams, rows[0].Name, user, user.Value, rows[0].IsOperator, ByCookie: false);
    }

    private Task<int> EndWhere(string condition, object value, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"update sessions set ended_at = clock_timestamp() where {condition} and ended_at is null", new { value }, cancellationToken: token)),
        cancellationToken);

    private sealed record RefreshRow(string SessionId, string UserId, byte[]? ReplacedBy, bool IsOver);

    private sealed record MemberRow(string Name, bool IsOperator, string? TeamId, string? Role);
}
