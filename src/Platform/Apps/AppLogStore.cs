using Dapper;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Apps;

/// <summary>The newest lines of what apps have printed, numbered per app across its restarts.</summary>
public sealed class AppLogStore(Database database)
{
    public const int KeptLines = 10_000;

    /// <summary>
    /// Stores a batch behind the lines there are; the oldest make room. Several may write for the same app, as when it moves from one engine
    /// to another: whoever comes later numbers on, so nobody writes over another one's lines, an engine that slept meanwhile included. It is
    /// one statement, which begins when all of it has arrived: nobody sleeps in the middle of it and keeps others waiting.
    /// </summary>
    /// <param name="app">A deployment, or for a preview a build.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="lines">His own numbers are on them. The batch that he said last is not stored a second time.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    public Task Append(string app, Guid writer, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            with log as (
                insert into app_log_ends as last (app_id, last_seq, writer, written) values (@app, @count, @writer, @written)
                on conflict (app_id) do update set last_seq = last.last_seq + @count, writer = @writer, written = @written
                where (last.writer, last.written) is distinct from (@writer, @written)
                returning last_seq),
            stored as (
                insert into app_logs (app_id, seq, at, stream, text)
                select @app, log.last_seq - @count + line.place, line.at, line.stream, line.text
                from log cross join unnest(@ats, @streams, @texts) with ordinality as line (at, stream, text, place))
            delete from app_logs where app_id = @app and seq <= (select last_seq - @KeptLines from log)
            """,
            new
            {
                app,
                writer,
                written = lines[^1].Seq,
                count = lines.Count,
                ats = lines.Select(l => l.At.UtcDateTime).ToArray(),
                streams = lines.Select(l => l.Stream).ToArray(),
                texts = lines.Select(l => StorableText.Of(l.Text)).ToArray(),
                KeptLines,
            },
            cancellationToken: token)),
        cancellationToken);

    public async Task<IReadOnlyList<LogLine>> Read(string app, long after, int limit, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<(long Seq, DateTime At, string Stream, string Text)>(new CommandDefinition(
                "select seq, at, stream, text from app_logs where app_id = @app and seq > @after order by seq limit @limit",
                new { app, after, limit }, cancellationToken: token)))
            .Select(l => new LogLine(l.Seq, l.At, l.Stream, Step: null, l.Text)).ToList(),
        cancellationToken);

    /// <summary>The number of the last line, whether it is still kept or not.</summary>
    public Task<long> LastSeq(string app, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select coalesce(max(last_seq), 0) from app_log_ends where app_id = @app", new { app }, cancellationToken: token)),
        cancellationToken);
}
