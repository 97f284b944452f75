using Dapper;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Builds;

/// <summary>The lines of build logs, numbered per build across its attempts.</summary>
public sealed class BuildLogStore(Database database)
{
    /// <summary>
    /// Stores the lines, each once, while the attempt is the build's current one; otherwise stores nothing and says so. It is one statement,
    /// which begins when all of it has arrived: a worker that is frozen in the middle of a COPY would keep the build's row locked for as
    /// long as it sleeps, and no time limit of PostgreSQL's ends that.
    /// </summary>
    public Task<bool> Append(BuildId build, int attempt, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            with mine as materialized (
                select id from builds where id = @build and attempt = @attempt and status = 'building' for share),
            stored as (
                insert into build_logs (build_id, seq, attempt, at, stream, step, text)
                select mine.id, line.seq, @attempt, line.at, line.stream, line.step, line.text
                from mine cross join unnest(@seqs, @ats, @streams, @steps, @texts) as line (seq, at, stream, step, text)
                on conflict (build_id, seq) do nothing)
            select exists (select 1 from mine)
            """,
            new
            {
                build = build.Value,
                attempt,
                seqs = lines.Select(l => l.Seq).ToArray(),
                ats = lines.Select(l => l.At.UtcDateTime).ToArray(),
                streams = lines.Select(l => l.Stream).ToArray(),
                steps = lines.Select(l => l.Step).ToArray(),
                texts = lines.Select(l => StorableText.Of(l.Text)).ToArray(),
            },
            cancellationToken: token)),
        cancellationToken);

    /// <summary>The lines after the given one, so many at the most.</summary>
    public Task<IReadOnlyList<LogLine>> Read(BuildId build, long after, int limit, CancellationToken cancellationToken) => Read(
        "select seq, at, stream, step, text from build_logs where build_id = @build and seq > @after order by seq limit @limit",
        new { build = build.Value, after, limit }, cancellationToken);

    /// <summary>The same, but no more than fit into so many characters; the first one in any case.</summary>
    public Task<IReadOnlyList<LogLine>> ReadWithin(BuildId build, long after, int limit, int characters, CancellationToken cancellationToken) => Read(
        """
        with next as (select * from build_logs where build_id = @build and seq > @after order by seq limit @limit),
             counted as (select *, sum(length(text)) over (order by seq) - length(text) as before from next)
        select seq, at, stream, step, text from counted where before < @characters order by seq
        """,
        new { build = build.Value, after, limit, characters }, cancellationToken);

    public Task<long> LastSeq(BuildId build, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select coalesce(max(seq), 0) from build_logs where build_id = @build", new { build = build.Value }, cancellationToken: token)),
        cancellationToken);

    private async Task<IReadOnlyList<LogLine>> Read(string sql, object which, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<(long Seq, DateTime At, string Stream, string? Step, string Text)>(
                new CommandDefinition(sql, which, cancellationToken: token)))
            .Select(l => new LogLine(l.Seq, l.At, l.Stream, l.Step, l.Text)).ToList(),
        cancellationToken);
}
