using Dapper;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Hooks;

/// <summary>A hook as it is listed: never what triggers it.</summary>
public sealed record DeployHook(string Id, string TeamId, string ProjectId, string Name, string Branch, DateTime CreatedAt);

/// <summary>The addresses that have a project built by being called. Like a token, each is shown once and kept as a hash.</summary>
public sealed class DeployHooks(Database database)
{
    public const int MostOfProject = 20;

    /// <summary>How often one may be called: a few times at once, and then as often as builds make sense.</summary>
    public const int CallsAtOnce = 10;
    public static readonly TimeSpan BetweenCalls = TimeSpan.FromSeconds(6);

    private const string Prefix = "mvh_";
    private const string Select = "select id, team_id, project_id, name, branch, created_at from deploy_hooks";

    public static string NewToken() => SecretToken.New(Prefix);

    /// <summary>What the address may look like; anything else is not worth a question to the database.</summary>
    public static bool IsToken(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length <= 64;

    public async Task<IReadOnlyList<DeployHook>> List(TeamId team, ProjectId project, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<DeployHook>(new CommandDefinition(
            $"{Select} where team_id = @team and project_id = @project order by id desc",
            new { team = team.Value, project = project.Value }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>Nothing where the name is taken or the project has enough. One that is made again, because nobody has seen it, has another address.</summary>
    public Task<DeployHook?> Add(
        DeployHookId id, TeamId team, ProjectId project, string name, string branch, string secret, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<DeployHook?>(new CommandDefinition(
            $"""
             with again as (
                 update deploy_hooks set hash = @hash where id = @id and team_id = @team returning id, team_id, project_id, name, branch, created_at),
             made as (
                 insert into deploy_hooks (id, team_id, project_id, name, branch, hash)
                 select @id, @team, @project, @name, @branch, @hash
                 where (select count(*) from deploy_hooks where project_id = @project) < @MostOfProject
                 on conflict do nothing returning id, team_id, project_id, name, branch, created_at)
             select * from again union all select * from made
             """,
            new { id = id.Value, team = team.Value, project = project.Value, name, branch, hash = SecretToken.Hash(secret), MostOfProject },
            cancellationToken: token)),
        cancellationToken);

    public async Task<bool> Remove(TeamId team, ProjectId project, string id, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from deploy_hooks where team_id = @team and project_id = @project and id = @id",
            new { team = team.Value, project = project.Value, id }, cancellationToken: token)),
        cancellationToken) == 1;

    public Task<DeployHook?> Find(string secret, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<DeployHook?>(new CommandDefinition(
            $"{Select} where hash = @hash", new { hash = SecretToken.Hash(secret) }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Whether it may be called once more by now, wherever it was called before.</summary>
    public async Task<bool> Count(DeployHook hook, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            update deploy_hooks h set calls_left = now.calls - 1, counted_at = now.at
            from (select id, clock_timestamp() as at,
                         least(@CallsAtOnce, calls_left + extract(epoch from clock_timestamp() - counted_at) / @seconds) as calls
                  from deploy_hooks where id = @Id for update) now
            where h.id = now.id and now.calls >= 1
            """,
            new { hook.Id, CallsAtOnce, seconds = BetweenCalls.TotalSeconds }, cancellationToken: token)),
        cancellationToken) == 1;
}
