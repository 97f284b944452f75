using Dapper;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>A token as it is listed: never itself.</summary>
public sealed record TokenView(
    string Id, string TeamId, string Name, string Role, string? UserId, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? LastUsedAt);

/// <summary>API tokens: shown once, stored as hashes. A person's token is for one team, and may what both it and they may there.</summary>
public sealed class ApiTokens(Database database)
{
    public const string Prefix = "mv_";
    public const int Most = 100;

    public static string NewToken() => SecretToken.New(Prefix);

    public async Task<Caller?> Find(string token, CancellationToken cancellationToken)
    {
        var row = await database.Run(
            (connection, cancel) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                """
                with used as (
                    update api_tokens set last_used_at = clock_timestamp()
                    where hash = @hash and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
                    and (expires_at is null or expires_at > clock_timestamp())
                )
                select t.id, t.team_id, t.name, t.role, t.user_id, u.name as user_name, coalesce(u.is_operator, true) as is_operator, m.role as member
                from api_tokens t left join users u on u.id = t.user_id
                left join team_members m on m.team_id = t.team_id and m.user_id = t.user_id
                where t.hash = @hash and (t.expires_at is null or t.expires_at > clock_timestamp())
                """,
                new { hash = SecretToken.Hash(token) }, cancellationToken: cancel)),
            cancellationToken);
        if (row is null)
            return null;

        var (team, right) = (new TeamId(row.TeamId), RightWords.Of(row.Role));
        if (row.UserId is not null)
            right = (Right)Math.Min((int)right, (int)RightWords.Of(row.Member));
        return right == Right.None ? null : new Caller(
            team, [new Membership(team, right)], row.UserName is null ? row.Name : $"{row.UserName} ({row.Name})",
            row.UserId is null ? null : new UserId(row.UserId), row.Id,
            IsOperator: row.IsOperator && right == Right.Manage && team == TeamId.Default, ByCookie: false);
    }

    /// <summary>Lets this token in as the administrator of the first team.</summary>
    public Task AdmitAdmin(string token, CancellationToken cancellationToken) => database.Run(
        (connection, cancel) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into api_tokens (id, team_id, name, hash, role) values (@id, @team, 'admin', @hash, 'admin')
            on conflict (hash) do nothing
            """,
            new { id = $"tok_{Guid.CreateVersion7():n}", team = TeamId.Default.Value, hash = SecretToken.Hash(token) }, cancellationToken: cancel)),
        cancellationToken);

    /// <summary>Whether there was room for one more. Of one that is made again, because nobody has seen it, only the last is good.</summary>
    public async Task<bool> Add(
        TokenId id, Caller owner, string name, string role, DateTimeOffset? expires, string token, CancellationToken cancellationToken) => await database.Run(
        (connection, cancel) => connection.ExecuteAsync(new CommandDefinition(
            """
            insert into api_tokens (id, team_id, user_id, name, hash, role, expires_at)
            select @id, @team, @user, @name, @hash, @role, @expires where (select count(*) from api_tokens where team_id = @team and id <> @id) < @Most
            on conflict (id) do update set hash = excluded.hash
            """,
            new
            {
                id = id.Value,
                team = owner.Team.Value,
                user = owner.User?.Value,
                name,
                hash = SecretToken.Hash(token),
                role,
                expires = expires?.UtcDateTime,
                Most,
            },
            cancellationToken: cancel)),
        cancellationToken) == 1;

    /// <summary>Owners see the team's; everybody else their own.</summary>
    public async Task<IReadOnlyList<TokenView>> List(Caller caller, CancellationToken cancellationToken) => await database.Run(
        async (connection, cancel) => (await connection.QueryAsync<TokenView>(new CommandDefinition(
            $"{Select} order by id desc", Of(caller, null), cancellationToken: cancel))).ToList(),
        cancellationToken);

    public Task<TokenView?> Get(Caller caller, string id, CancellationToken cancellationToken) => database.Run(
        (connection, cancel) => connection.QuerySingleOrDefaultAsync<TokenView>(new CommandDefinition(
            $"{Select} and id = @id", Of(caller, id), cancellationToken: cancel)),
        cancellationToken);

    public async Task<bool> Remove(Caller caller, string id, CancellationToken cancellationToken) => await database.Run(
        (connection, cancel) => connection.ExecuteAsync(new CommandDefinition(
            $"delete from api_tokens where {Theirs} and id = @id", Of(caller, id), cancellationToken: cancel)),
        cancellationToken) == 1;

    private const string Theirs = "team_id = @team and (@owner or user_id = @user)";

    private const string Select =
        $"select id, team_id, name, role, user_id, created_at, expires_at, last_used_at from api_tokens where {Theirs}";

    private static object Of(Caller caller, string? id) => new { team = caller.Team.Value, owner = caller.IsOwner, user = caller.User?.Value, id };

    private sealed record Row
    {
        public string Id { get; init; } = "";
        public string TeamId { get; init; } = "";
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public string? UserId { get; init; }
        public string? UserName { get; init; }
        public bool IsOperator { get; init; }
        public string? Member { get; init; }
    }
}
