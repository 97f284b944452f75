using Dapper;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Variables;

/// <summary>
/// The variables of projects, sealed. Whoever writes holds the project's row meanwhile: so what was decided about all its variables
/// is still so where it lands, and nothing lands at a project that is gone.
/// </summary>
public sealed class VariableStore(Database database, SecretBox secrets)
{
    public static readonly SealedTable Table = new(
        "environment_variables", "id", "'environment_variables/' || project_id || '/' || id || '/' || key");

    private const string Columns =
        """
        id as "Id", key as "Key", production as "Production", preview as "Preview", scope as "Scope", size as "Size", version as "Version",
        created_at as "CreatedAt", updated_at as "UpdatedAt"
        """;

    /// <summary>Adds all of them, or none.</summary>
    public Task<VariableChange> Add(
        TeamId team, ProjectId project, IReadOnlyList<NewVariable> wanted, bool replace, CancellationToken cancellationToken) =>
        Write(team, project, async (session, existing) =>
        {
            // Sent again because the answer got lost: what is to be done is done.
            if (wanted.All(w => existing.Any(e => e.Id == w.Id)))
                return Done(wanted.Select(w => w.Id));
            if (VariableRules.Add(existing, wanted, replace, out var writes) is { } refusal)
                return refusal;

            foreach (var one in writes.Delete)
                await session.Execute("delete from environment_variables where id = @id", new { id = one.Id.Value });
            foreach (var (one, remaining) in writes.Narrow)
                await Update(session, one, one with { Targets = remaining }, value: null);
            foreach (var (one, other) in writes.Overwrite)
                await Update(session, one, one with { Scope = other.Scope, Size = other.Size }, other.Value);
            foreach (var one in writes.Insert)
                await Insert(session, one);
            return Done(wanted.Select(w => writes.Overwrite.FirstOrDefault(o => o.Wanted == w).Existing?.Id ?? w.Id));
        }, cancellationToken);

    /// <param name="team">Whose project it is.</param>
    /// <param name="project">The project.</param>
    /// <param name="key">The variable.</param>
    /// <param name="target">Which one of the key's values is meant, where it has two.</param>
    /// <param name="patch">What is to be different.</param>
    /// <param name="seen">The version that the caller has seen; null for whichever there is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<VariableChange> Change(
        TeamId team, ProjectId project, string key, Targets? target, VariablePatch patch, long? seen, CancellationToken cancellationToken)
    {
        var write = Guid.NewGuid();
        return Write(team, project, async (session, existing) =>
        {
            if (await session.Find<string>("select id from environment_variables where project_id = @Project and write_id = @write", new { session.Project, write }) is { } mine)
                return Done([new VariableId(mine)]);
            var (found, refusal) = VariableRules.Find(existing, key, target);
            if (found is not { } one)
                return refusal!;
            if (seen is { } version && version != one.Version)
                return new VariableChange.Stale(one.Version);

            var next = one with
            {
                Targets = patch.Targets ?? one.Targets,
                Scope = patch.Scope ?? one.Scope,
                Size = patch.Value is { } value ? VariableLimits.SizeOf(key, value) : one.Size,
            };
            if (VariableRules.Change(existing, one, next) is { } no)
                return no;
            await Update(session, one, next, patch.Value, write);
            return Done([one.Id]);
        }, cancellationToken);
    }

    public async Task<VariableChange> Remove(
        TeamId team, ProjectId project, string key, Targets? target, long? seen, CancellationToken cancellationToken)
    {
        // Which one is decided once: a second try must not take the other value of the key, nor miss what the first has removed.
        var (found, refusal) = VariableRules.Find(await List(team, project, cancellationToken), key, target);
        if (found is not { } one)
            return refusal!;
        if (seen is { } version && version != one.Version)
            return new VariableChange.Stale(one.Version);

        return await Write(team, project, async (session, existing) =>
        {
            if (existing.FirstOrDefault(e => e.Id == one.Id) is { } now && now.Version != one.Version)
                return new VariableChange.Stale(now.Version);
            await session.Execute("delete from environment_variables where id = @id", new { id = one.Id.Value });
            return Done([one.Id]);
        }, cancellationToken);
    }

    public Task<IReadOnlyList<Variable>> List(TeamId team, ProjectId project, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => Variables(await connection.QueryAsync<Row>(new CommandDefinition(
            $"select {Columns} from environment_variables where project_id = @project and team_id = @team order by id desc",
            new { project = project.Value, team = team.Value }, cancellationToken: token))),
        cancellationToken);

    /// <summary>The values of these.</summary>
    /// <exception cref="SecretUnreadableException">One of them cannot be opened.</exception>
    public async Task<IReadOnlyDictionary<VariableId, string>> Open(
        TeamId team, ProjectId project, IEnumerable<VariableId> ids, CancellationToken cancellationToken)
    {
        var rows = await database.Run(
            async (connection, token) => (await connection.QueryAsync<(string Id, string Row, string Envelope)>(new CommandDefinition(
                $"select id, {Table.Row}, envelope from environment_variables where project_id = @project and team_id = @team and id = any(@ids)",
                new { project = project.Value, team = team.Value, ids = ids.Select(i => i.Value).ToArray() }, cancellationToken: token))).ToList(),
            cancellationToken);
        return rows.ToDictionary(r => new VariableId(r.Id), r => secrets.Open(r.Envelope, r.Row));
    }

    /// <summary>What is given to something that runs for this target.</summary>
    /// <exception cref="SecretUnreadableException">One of them cannot be opened.</exception>
    public async Task<GivenVariables> For(
        TeamId team, ProjectId project, Targets target, VariableScope scope, ReservedNames reserved, CancellationToken cancellationToken)
    {
        var rows = await database.Run(
            async (connection, token) => (await connection.QueryAsync<Sealed>(new CommandDefinition(
                $"""
                 select {Columns}, {Table.Row} as "Identity", envelope as "Envelope" from environment_variables
                 where project_id = @project and team_id = @team and scope in ('both', @scope)
                 """,
                new { project = project.Value, team = team.Value, scope = scope.Word() }, cancellationToken: token))).ToList(),
            cancellationToken);
        // What the operator has not freed any more may still be there.
        return GivenVariables.Of(rows.Select(row => (Row: row, Variable: row.ToVariable()))
            .Where(r => (r.Variable.Targets & target) != 0 && reserved.WhyNot(r.Variable.Key) is null)
            .Select(r => (r.Variable, secrets.Open(r.Row.Envelope, r.Row.Identity))));
    }

    private Task<VariableChange> Write(
        TeamId team, ProjectId project, Func<Session, IReadOnlyList<Variable>, Task<VariableChange>> work, CancellationToken cancellationToken) =>
        database.Transact(
            async (connection, transaction, token) =>
            {
                var session = new Session(connection, transaction, team.Value, project.Value, token);
                return await session.Find<string>(
                        "select id from projects where id = @Project and team_id = @Team and deleted_at is null for no key update", session) is null
                    ? new VariableChange.NotFound()
                    : await work(session, Variables(await session.Query($"select {Columns} from environment_variables where project_id = @Project")));
            },
            cancellationToken);

    private Task<int> Insert(Session session, NewVariable one) => session.Execute(
        """
        insert into environment_variables (id, team_id, project_id, key, envelope, size, production, preview, scope, version, write_id)
        values (@id, @Team, @Project, @Key, @envelope, @Size, @production, @preview, @scope, 1, gen_random_uuid())
        """,
        new
        {
            id = one.Id.Value,
            session.Team,
            session.Project,
            one.Key,
            envelope = secrets.Seal(one.Value, RowOf(session.Project, one.Id, one.Key)),
            one.Size,
            production = one.Targets.HasFlag(Targets.Production),
            preview = one.Targets.HasFlag(Targets.Preview),
            scope = one.Scope.Word(),
        });

    private async Task Update(Session session, Variable read, Variable next, string? value, Guid? write = null)
    {
        var written = await session.Execute(
            """
            update environment_variables set envelope = coalesce(@envelope, envelope), size = @Size, production = @production, preview = @preview,
                scope = @scope, version = version + 1, write_id = @write, updated_at = clock_timestamp()
            where id = @id and version = @read
            """,
            new
            {
                id = read.Id.Value,
                read = read.Version,
                envelope = value is null ? null : secrets.Seal(value, RowOf(session.Project, read.Id, read.Key)),
                next.Size,
                production = next.Targets.HasFlag(Targets.Production),
                preview = next.Targets.HasFlag(Targets.Preview),
                scope = next.Scope.Word(),
                write = write ?? Guid.NewGuid(),
            });
        if (written != 1)
            throw new InvalidOperationException($"The variable {read.Id} was changed by somebody who did not hold its project.");
    }

    private static VariableChange.Done Done(IEnumerable<VariableId> ids) => new([.. ids]);

    /// <summary>The same as <see cref="SealedTable.Row"/>: nobody who can write in the database can move a secret to a project of their own.</summary>
    private static string RowOf(string project, VariableId id, string key) => $"environment_variables/{project}/{id}/{key}";

    private static IReadOnlyList<Variable> Variables(IEnumerable<Row> rows) => [.. rows.Select(r => r.ToVariable())];

    /// <summary>One transaction that holds a project.</summary>
    private sealed record Session(NpgsqlConnection Connection, NpgsqlTransaction Transaction, string Team, string Project, CancellationToken Token)
    {
        public Task<int> Execute(string sql, object parameters) => Connection.ExecuteAsync(Command(sql, parameters));

        public Task<T?> Find<T>(string sql, object parameters) => Connection.QuerySingleOrDefaultAsync<T?>(Command(sql, parameters));

        public Task<IEnumerable<Row>> Query(string sql) => Connection.QueryAsync<Row>(Command(sql, new { Project }));

        private CommandDefinition Command(string sql, object parameters) => new(sql, parameters, Transaction, cancellationToken: Token);
    }

    private record Row
    {
        public string Id { get; init; } = "";
        public string Key { get; init; } = "";
        public bool Production { get; init; }
        public bool Preview { get; init; }
        public string Scope { get; init; } = "";
        public int Size { get; init; }
        public long Version { get; init; }
        public DateTime CreatedAt { get; init; }
        public DateTime UpdatedAt { get; init; }

        public Variable ToVariable() => new(
            new VariableId(Id), Key, (Production ? Targets.Production : 0) | (Preview ? Targets.Preview : 0),
            Enum.Parse<VariableScope>(Scope, ignoreCase: true), Size, Version, CreatedAt, UpdatedAt);
    }

    private sealed record Sealed : Row
    {
        public string Identity { get; init; } = "";
        public string Envelope { get; init; } = "";
    }
}
