using System.Security.Cryptography;
using Dapper;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Domains;

/// <summary>How the attempt to claim a domain ended.</summary>
public abstract record DomainAddition
{
    private DomainAddition()
    {
    }

    public sealed record Added : DomainAddition;

    /// <summary>This project has claimed it already, or another has verified it.</summary>
    public sealed record Taken : DomainAddition;

    public sealed record TooMany : DomainAddition;

    public sealed record ProjectGone : DomainAddition;
}

/// <summary>
/// The custom domains of projects. Anybody may claim a name, each with a token of their own; who shows theirs in the DNS has it verified, and
/// only then it has a row in `hosts`, and so is served. Whoever changes that raises the route clock first, and is alone by its lock.
/// </summary>
public sealed class DomainStore(Database database)
{
    public const int Most = 50;

    internal const string Columns =
        "id, name, team_id, project_id, token, created_at, verified_at, checked_at, has_token, leads_to, problem, lost_since";

    public async Task<IReadOnlyList<CustomDomain>> List(TeamId team, ProjectId project, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<CustomDomain>(new CommandDefinition(
            $"select {Columns} from domains where team_id = @team and project_id = @project order by name",
            new { team = team.Value, project = project.Value }, cancellationToken: token))).AsList(),
        cancellationToken);

    public Task<CustomDomain?> Find(TeamId team, ProjectId project, string name, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<CustomDomain>(new CommandDefinition(
            $"select {Columns} from domains where team_id = @team and project_id = @project and name = @name",
            new { team = team.Value, project = project.Value, name }, cancellationToken: token)),
        cancellationToken);

    /// <param name="id">The caller's own: said again because the answer got lost, it is still one claim.</param>
    /// <param name="team">Whose project it is.</param>
    /// <param name="project">What is to answer to the name.</param>
    /// <param name="name">In its one spelling.</param>
    /// <param name="isProven">Whether it needs no proof.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<DomainAddition> Add(
        DomainId id, TeamId team, ProjectId project, string name, bool isProven, CancellationToken cancellationToken) =>
        database.Transact<DomainAddition>(
            async (connection, transaction, token) =>
            {
                var row = new { id = id.Value, team = team.Value, project = project.Value, name, isProven, secret = NewToken() };
                CommandDefinition Command(string sql) => new(sql, row, transaction, cancellationToken: token);

                await RouteClocks.Raise(connection, transaction, project.Value, token);
                // Its row locked: who deletes the project waits, and takes what is added here along.
                if (!await connection.ExecuteScalarAsync<bool>(Command(
                    "select exists (select 1 from projects where id = @project and team_id = @team and deleted_at is null for no key update)")))
                    return new DomainAddition.ProjectGone();
                if (await connection.ExecuteScalarAsync<int>(Command("select count(*) from domains where project_id = @project and id <> @id")) >= Most)
                    return new DomainAddition.TooMany();

                await connection.ExecuteAsync(Command(
                    """
                    insert into domains (name, id, team_id, project_id, token, verified_at, has_token, check_at)
                    select @name, @id, @team, @project, @secret, case when @isProven then clock_timestamp() end, @isProven, clock_timestamp()
                    where not exists (select 1 from domains where name = @name and verified_at is not null)
                    on conflict do nothing
                    """));
                if (!await connection.ExecuteScalarAsync<bool>(Command("select exists (select 1 from domains where id = @id)")))
                    return new DomainAddition.Taken();
                if (isProven)
                    await PutOnAir(connection, transaction, id.Value, token);
                return new DomainAddition.Added();
            },
            cancellationToken);

    /// <summary>Whether it was the project's.</summary>
    public Task<bool> Remove(TeamId team, ProjectId project, string name, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await RouteClocks.Raise(connection, transaction, project.Value, token);
            return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                """
                with off as (delete from hosts where host = @name and kind = 'custom' and project_id = @project and team_id = @team),
                gone as (delete from domains where name = @name and project_id = @project and team_id = @team returning 1)
                select exists (select 1 from gone)
                """,
                new { team = team.Value, project = project.Value, name }, transaction, cancellationToken: token));
        },
        cancellationToken);

    internal static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    /// <summary>Inside a transaction that holds the route clock.</summary>
    internal static Task<int> PutOnAir(NpgsqlConnection connection, NpgsqlTransaction transaction, string id, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into hosts (host, team_id, project_id, kind)
            select name, team_id, project_id, 'custom' from domains where id = @id and verified_at is not null
            on conflict (host) do nothing
            """,
            new { id }, transaction, cancellationToken: cancellationToken));
}
