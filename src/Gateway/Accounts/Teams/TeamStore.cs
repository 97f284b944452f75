using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Teams;

public sealed record TeamView(string Id, string Name, string? Role, DateTime CreatedAt);

public sealed record MemberView(string UserId, string Name, string? Email, string Role, DateTime CreatedAt);

/// <summary>How a change of who is in a team ended.</summary>
public enum MemberChange
{
    Done,
    NotFound,
    LastOwner,
}

/// <summary>Teams and who is in them. A team always has an owner.</summary>
public sealed class TeamStore(Database database)
{
    public const int MostOfOne = 100;

    public async Task<IReadOnlyList<TeamView>> List(string[] teams, UserId? user, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<TeamView>(new CommandDefinition(
            """
            select t.id, t.name, m.role, t.created_at from teams t left join team_members m on m.team_id = t.id and m.user_id = @user
            where t.id = any(@teams) order by t.created_at, t.id
            """,
            new { teams, user = user?.Value }, cancellationToken: token))).ToList(),
        cancellationToken);

    /// <summary>Whether they may have one more.</summary>
    public Task<bool> Create(TeamId id, string name, UserId owner, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) => await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            insert into teams (id, name) select @id, @name where (select count(*) from team_members where user_id = @owner) < @MostOfOne
            on conflict (id) do nothing;
            insert into team_members (team_id, user_id, role) select @id, @owner, 'owner' where exists (select 1 from teams where id = @id)
            on conflict do nothing;
            select exists (select 1 from teams where id = @id)
            """,
            new { id = id.Value, name, owner = owner.Value, MostOfOne }, transaction, cancellationToken: token)),
        cancellationToken);

    public Task Rename(TeamId id, string name, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "update teams set name = @name where id = @id", new { id = id.Value, name }, cancellationToken: token)),
        cancellationToken);

    public async Task<IReadOnlyList<MemberView>> Members(TeamId team, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<MemberView>(new CommandDefinition(
            """
            select u.id as user_id, u.name, u.email, m.role, m.created_at from team_members m join users u on u.id = m.user_id
            where m.team_id = @team order by m.created_at, u.id
            """,
            new { team = team.Value }, cancellationToken: token))).ToList(),
        cancellationToken);

    public Task<MemberChange> ChangeRole(TeamId team, UserId user, string role, CancellationToken cancellationToken) => Alter(
        team, user, stays: role == "owner",
        "update team_members set role = @role where team_id = @team and user_id = @user", role, cancellationToken);

    public Task<MemberChange> Remove(TeamId team, UserId user, CancellationToken cancellationToken) => Alter(
        team, user, stays: false, "delete from team_members where team_id = @team and user_id = @user", "", cancellationToken);

    /// <summary>The team's row is locked: two owners who make way for one another do so one after the other.</summary>
    private Task<MemberChange> Alter(TeamId team, UserId user, bool stays, string change, string role, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            CommandDefinition Command(string sql) => new(
                sql, new { team = team.Value, user = user.Value, role }, transaction, cancellationToken: token);

            await connection.ExecuteAsync(Command("select 1 from teams where id = @team for update"));
            if (await connection.ExecuteScalarAsync<string?>(Command("select role from team_members where team_id = @team and user_id = @user")) is null)
                return MemberChange.NotFound;
            if (!stays && !await connection.ExecuteScalarAsync<bool>(Command(
                "select exists (select 1 from team_members where team_id = @team and user_id <> @user and role = 'owner')")))
                return MemberChange.LastOwner;
            await connection.ExecuteAsync(Command(change));
            return MemberChange.Done;
        },
        cancellationToken);
}
