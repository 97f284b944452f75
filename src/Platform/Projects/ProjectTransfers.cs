using Dapper;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Ports;
using Npgsql;

namespace MiniVercel.Platform.Projects;

/// <summary>
/// Gives a project to another team in one transaction. Which tables have something of it, the database says itself, so that none is forgotten.
/// Records of grains get a new version: whoever remembers the old one can write nothing any more.
/// </summary>
public sealed class ProjectTransfers(Database database) : IProjectTransfers
{
    private static readonly string[] s_grains = ["builds", "deployments"];

    private const string Touch = "version = version + 1, write_id = gen_random_uuid(), team_id = @to";

    public Task<string?> Transfer(ProjectId project, TeamId from, TeamId to) => database.Transact<string?>(
        async (connection, transaction, token) =>
        {
            var row = new { project = project.Value, from = from.Value, to = to.Value };
            CommandDefinition Command(string sql) => new(sql, row, transaction, cancellationToken: token);

            await ContentLock.Share(connection, transaction, token); // What is given along must not be swept meanwhile.
            await RouteClocks.Raise(connection, transaction, project.Value, token); // Nobody else changes hosts.
            await connection.ExecuteAsync(Command("set constraints all deferred"));
            var owner = await connection.ExecuteScalarAsync<string?>(Command(
                "select team_id from projects where id = @project and deleted_at is null for update"));
            if (owner == to.Value)
                return null; // The same transfer, sent again because the answer got lost.
            if (owner != from.Value)
                return "It has only just changed hands.";
            if (await connection.ExecuteScalarAsync<bool>(Command(IsBusy)))
                return "A build or an activation of it is under way.";

            await connection.ExecuteAsync(Command(GiveContents));
            await connection.ExecuteAsync(Command($"update projects set {Touch}, state = jsonb_set(state, '{{team}}', to_jsonb(@to::text)) where id = @project"));
            foreach (var table in s_grains)
            {
                await connection.ExecuteAsync(Command(
                    $$"""
                    update {{table}} set {{Touch}},
                        state = jsonb_set(jsonb_set(state, '{team}', to_jsonb(@to::text)), '{order,team}', to_jsonb(@to::text), false)
                    where project_id = @project
                    """));
            }

            foreach (var table in await OtherTables(connection, transaction, token))
                await connection.ExecuteAsync(Command($"update {table} set team_id = @to where project_id = @project"));
            return null;
        });

    private const string IsBusy =
        """
        select exists (
            select 1 from builds where project_id = @project
            and (status in ('pending', 'building') or coalesce((state ->> 'handover_due')::bool, false)))
        or exists (select 1 from deployments where project_id = @project and phase = 'activating')
        or exists (select 1 from projects where id = @project and jsonb_array_length(coalesce(state -> 'requested', '[]')) > 0)
        """;

    /// <summary>The new team has brought what the project's builds and uploads consist of, as far as the old one had.</summary>
    private const string GiveContents =
        """
        insert into team_blobs (team_id, blob, size, pinned_until)
        select @to, t.blob, t.size, t.pinned_until from team_blobs t
        where t.team_id = @from and t.blob in (
            select unnest(contents_of(manifest)) from artifacts where project_id = @project
            union select unnest(contents_of(files)) from uploads where project_id = @project)
        on conflict (team_id, blob) do update set pinned_until = greatest(team_blobs.pinned_until, excluded.pinned_until)
        """;

    /// <summary>Those with a project and a team that are no grain's.</summary>
    private static async Task<IReadOnlyList<string>> OtherTables(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            """
            select quote_ident(t.table_name) from information_schema.tables t
            where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' and t.table_name <> all(@s_grains)
            and 2 = (
                select count(*) from information_schema.columns c
                where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name in ('team_id', 'project_id'))
            """,
            new { s_grains }, transaction, cancellationToken: cancellationToken))).AsList();
}
