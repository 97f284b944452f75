using Dapper;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Platform.Builds;

/// <summary>One line of a build's log.</summary>
public sealed record LogLine(long Seq, DateTimeOffset At, string Stream, string? Step, string Text);

/// <summary>The lines of build logs, numbered per build across its attempts.</summary>
public sealed class BuildLogStore(Database database)
{
    private const int BytesAtOnce = 32 << 10;

    /// <summary>
    /// Stores the lines, each once, while the attempt is the build's current one; otherwise stores nothing and says so.
    /// </summary>
    public async Task<bool> Append(BuildId build, int attempt, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await database.Transact(
                    async (connection, _, token) =>
                    {
                        if (await LastOfMine(connection, build, attempt, token) is not { } last)
                            return false;
                        await Copy(connection, build, attempt, lines.Where(l => l.Seq > last), token);
                        return true;
                    },
                    cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // A try whose answer was lost was still on its way, and has stored them now: the last line is another one.
            }
        }
    }

    public async Task<IReadOnlyList<LogLine>> Read(BuildId build, long after, int limit, CancellationToken cancellationToken) =>
        await database.Run(
            async (connection, token) => (await connection.QueryAsync<(long Seq, DateTime At, string Stream, string? Step, string Text)>(
                    new CommandDefinition(
                        "select seq, at, stream, step, text from build_logs where build_id = @build and seq > @after order by seq limit @limit",
                        new { build = build.Value, after, limit }, cancellationToken: token)))
                .Select(l => new LogLine(l.Seq, l.At, l.Stream, l.Step, l.Text)).ToList(),
            cancellationToken);

    public Task<long> LastSeq(BuildId build, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select coalesce(max(seq), 0) from build_logs where build_id = @build", new { build = build.Value }, cancellationToken: token)),
        cancellationToken);

    /// <summary>
    /// The number of the last line, if the build is the attempt's. It is locked, so that the next attempt cannot begin, nor the build go,
    /// while lines are on their way in.
    /// </summary>
    private static Task<long?> LastOfMine(NpgsqlConnection connection, BuildId build, int attempt, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select coalesce((select max(seq) from build_logs where build_id = id), 0)
            from builds where id = @build and attempt = @attempt and status = 'building' for share
            """,
            new { build = build.Value, attempt }, cancellationToken: cancellationToken));

    private static async Task Copy(
        NpgsqlConnection connection, BuildId build, int attempt, IEnumerable<LogLine> lines, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            "copy build_logs (build_id, seq, attempt, at, stream, step, text) from stdin (format binary)", cancellationToken);
        var rows = new CopiedRows();
        foreach (var line in lines)
        {
            rows.Row(values: 7);
            rows.Value(build.Value);
            rows.Value(line.Seq);
            rows.Value(attempt);
            rows.Value(line.At);
            rows.Value(line.Stream);
            rows.Value(line.Step);
            rows.Value(StorableText.Of(line.Text));
            if (rows.Written.Length > BytesAtOnce)
                await Send();
        }

        rows.End();
        await Send();

        async Task Send()
        {
            await copy.WriteAsync(rows.Written, cancellationToken);
            rows.Forget();
        }
    }
}
