using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Apps;

public sealed class AppLogStoreTests : DatabaseTest
{
    private const string App = "dpl_app";
    private static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly Guid _writer = Guid.NewGuid();

    private AppLogStore Store => new(Database);

    [Fact]
    public async Task Lines_come_back_as_they_were_said_in_their_order()
    {
        LogLine[] lines =
        [
            new(1, Noon, "system", null, "Started."),
            new(2, Noon.AddSeconds(1), "stdout", null, "ä ☃ 🎉 \u001b[31m\t'\"\\"),
            new(3, Noon.AddSeconds(2), "stderr", null, ""),
        ];

        await Store.Append(App, _writer, lines, CancellationToken.None);

        Assert.Equal(lines, await Read());
        Assert.Equal(3, await Store.LastSeq(App, CancellationToken.None));
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_is_replaced()
    {
        await Store.Append(App, _writer, [Line(1, "a\0b"), Line(2, "half \ud83c")], CancellationToken.None);

        Assert.Equal(["a\uFFFDb", "half \uFFFD"], (await Read()).Select(l => l.Text));
    }

    [Fact]
    public async Task A_writer_numbers_on_where_the_one_before_has_ended_and_each_app_for_itself()
    {
        await Store.Append(App, Guid.NewGuid(), Lines(1, 3, "first"), CancellationToken.None);
        await Store.Append("dpl_other", _writer, Lines(1, 1, "other"), CancellationToken.None);
        await Store.Append(App, _writer, Lines(1, 2, "second"), CancellationToken.None);
        await Store.Append(App, _writer, Lines(3, 1, "second"), CancellationToken.None);

        Assert.Equal(
            [(1L, "first 1"), (2, "first 2"), (3, "first 3"), (4, "second 1"), (5, "second 2"), (6, "second 3")],
            (await Read()).Select(l => (l.Seq, l.Text)));
        Assert.Equal("other 1", Assert.Single(await Store.Read("dpl_other", 0, 10, CancellationToken.None)).Text);
    }

    [Fact]
    public async Task Whoever_wakes_up_late_writes_behind_his_successor_and_not_over_him()
    {
        var sleeper = Guid.NewGuid();
        await Store.Append(App, sleeper, Lines(1, 2, "sleeper"), CancellationToken.None);
        await Store.Append(App, _writer, Lines(1, 2, "successor"), CancellationToken.None);

        await Store.Append(App, sleeper, Lines(3, 2, "sleeper"), CancellationToken.None);
        await Store.Append(App, _writer, Lines(3, 1, "successor"), CancellationToken.None);

        Assert.Equal(
            ["sleeper 1", "sleeper 2", "successor 1", "successor 2", "sleeper 3", "sleeper 4", "successor 3"], (await Read()).Select(l => l.Text));
    }

    [Fact]
    public async Task A_batch_whose_answer_was_lost_is_stored_once()
    {
        await Store.Append(App, _writer, Lines(1, 2, "line"), CancellationToken.None);
        await using var proxy = new PostgresProxy(ConnectionString);
        await using var database = new Database(proxy.ConnectionString);
        var lost = proxy.LoseAnswer(with: "DELETE 0");

        await new AppLogStore(database).Append(App, _writer, Lines(3, 2, "line"), CancellationToken.None);

        await lost.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["line 1", "line 2", "line 3", "line 4"], (await Read()).Select(l => l.Text));
    }

    [Fact]
    public async Task Writers_at_the_same_time_leave_neither_gap_nor_repetition()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var writer = Guid.NewGuid();
            for (var batch = 0; batch < 20; batch++)
                await Store.Append(App, writer, Lines(batch * 5 + 1, 5, $"{i}"), CancellationToken.None);
        }));

        var lines = await Read();
        Assert.Equal(Enumerable.Range(1, 800).Select(seq => (long)seq), lines.Select(l => l.Seq));
        foreach (var ofOne in lines.GroupBy(l => l.Text.Split(' ')[0]))
            Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{ofOne.Key} {n}"), ofOne.Select(l => l.Text));
    }

    [Fact]
    public async Task No_more_than_the_newest_lines_are_kept()
    {
        for (var batch = 0; batch < 13; batch++)
            await Store.Append(App, _writer, Lines(batch * 1_000 + 1, 1_000, "line"), CancellationToken.None);

        var lines = await Read();
        Assert.Equal(AppLogStore.KeptLines, lines.Count);
        Assert.Equal((3_001L, 13_000L), (lines[0].Seq, lines[^1].Seq));
        Assert.Equal("line 3001", lines[0].Text);
    }

    [Fact]
    public async Task A_reader_gets_what_follows_the_line_it_has_and_no_more_than_it_asks_for()
    {
        await Store.Append(App, _writer, Lines(1, 10, "line"), CancellationToken.None);

        Assert.Equal([5L, 6, 7], (await Store.Read(App, after: 4, limit: 3, CancellationToken.None)).Select(l => l.Seq));
        Assert.Empty(await Store.Read(App, after: 10, limit: 3, CancellationToken.None));
    }

    private static LogLine Line(long number, string text) => new(number, Noon, "stdout", null, text);

    private static LogLine[] Lines(int first, int count, string text) =>
        [.. Enumerable.Range(first, count).Select(number => Line(number, $"{text} {number}"))];

    private Task<IReadOnlyList<LogLine>> Read() => Store.Read(App, after: 0, limit: 100_000, CancellationToken.None);
}
