using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Platform.Tests.Builds;

public sealed class BuildLogStoreTests : DatabaseTest
{
    private static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, 123, TimeSpan.Zero);

    private BuildLogStore Store => new(Database);

    [Fact]
    public async Task Lines_come_back_as_they_were_said_in_their_order()
    {
        var build = await Rows.Build(await Rows.Project());
        LogLine[] lines =
        [
            new(3, Noon.AddSeconds(2), "stderr", "build", "ä ☃ 🎉 \u001b[31m\t'\"\\"),
            new(1, Noon, "system", null, "one"),
            new(2, Noon.AddSeconds(1), "stdout", "clone", ""),
        ];

        Assert.True(await Append(build, lines));

        Assert.Equal(lines.OrderBy(l => l.Seq), await Store.Read(build, after: 0, limit: 10, CancellationToken.None));
        Assert.Equal(3, await Store.LastSeq(build, CancellationToken.None));
    }

    [Fact]
    public async Task What_PostgreSQL_cannot_hold_is_replaced_and_nothing_else()
    {
        var build = await Rows.Build(await Rows.Project());

        Assert.True(await Append(
            build, [Line(1, "a\0b\0"), Line(2, "half \ud83c"), Line(3, "\udf89\ud83c wrong way round"), Line(4, "🎉\0"), Line(5, "next")]));

        Assert.Equal(
            ["a\uFFFDb\uFFFD", "half \uFFFD", "\uFFFD\uFFFD wrong way round", "🎉\uFFFD", "next"],
            (await Store.Read(build, after: 0, limit: 10, CancellationToken.None)).Select(l => l.Text));
    }

    [Fact]
    public async Task A_reader_gets_what_follows_the_line_it_has_and_no_more_than_it_asks_for()
    {
        var build = await Rows.Build(await Rows.Project());
        await Append(build, [.. Enumerable.Range(1, 10).Select(seq => Line(seq))]);

        Assert.Equal([5L, 6, 7], (await Store.Read(build, after: 4, limit: 3, CancellationToken.None)).Select(l => l.Seq));
        Assert.Empty(await Store.Read(build, after: 10, limit: 3, CancellationToken.None));
    }

    [Fact]
    public async Task A_batch_said_again_is_stored_once_and_what_stood_first_stays()
    {
        var build = await Rows.Build(await Rows.Project());

        Assert.True(await Append(build, [Line(1), Line(2)]));
        Assert.True(await Append(build, [Line(1, "changed"), Line(2, "changed"), Line(3)]));

        Assert.Equal([Line(1), Line(2), Line(3)], await Store.Read(build, after: 0, limit: 10, CancellationToken.None));
    }

    [Theory]
    [InlineData(BuildStatus.Building, 1)]
    [InlineData(BuildStatus.Building, 3)]
    [InlineData(BuildStatus.Canceled, 2)]
    [InlineData(BuildStatus.Success, 2)]
    [InlineData(BuildStatus.Pending, 2)]
    public async Task An_attempt_whose_build_it_no_longer_is_stores_nothing(BuildStatus status, int attempt)
    {
        var build = await Rows.Build(await Rows.Project(), status, attempt: 2);

        Assert.False(await Append(build, [Line(1)], attempt));

        Assert.Equal(0, await Store.LastSeq(build, CancellationToken.None));
    }

    [Fact]
    public async Task An_attempt_that_takes_over_waits_for_the_lines_on_their_way_in_and_then_lets_none_in()
    {
        var build = await Rows.Build(await Rows.Project());
        var next = 1L;
        var writing = Task.Run(async () =>
        {
            while (await Append(build, [Line(next)]))
                next++;
        });
        await Eventually(async () => await Store.LastSeq(build, CancellationToken.None) > 20);

        await Rows.ChangeBuild(build, b => b with { Attempt = 2 });
        var seenByTheNext = await Store.LastSeq(build, CancellationToken.None);
        await writing;

        Assert.Equal(seenByTheNext, await Store.LastSeq(build, CancellationToken.None));
        Assert.Equal(seenByTheNext, next - 1);
    }

    [Fact]
    public async Task Each_build_has_its_own_lines()
    {
        var project = await Rows.Project();
        var (one, other) = (await Rows.Build(project), await Rows.Build(project));

        await Append(one, [Line(1, "one")]);
        await Append(other, [Line(1, "other")]);

        Assert.Equal("other", Assert.Single(await Store.Read(other, after: 0, limit: 10, CancellationToken.None)).Text);
    }

    [Fact]
    public async Task When_a_build_goes_its_lines_go_with_it_and_no_others()
    {
        var project = await Rows.Project();
        var (gone, stays) = (await Rows.Build(project), await Rows.Build(project));
        await Append(gone, [Line(1)]);
        await Append(stays, [Line(1)]);

        await Database.Run((connection, _) => connection.ExecuteAsync("delete from builds where id = @Value", gone));

        Assert.Empty(await Store.Read(gone, after: 0, limit: 10, CancellationToken.None));
        Assert.Single(await Store.Read(stays, after: 0, limit: 10, CancellationToken.None));
    }

    private static LogLine Line(long seq, string? text = null) => new(seq, Noon, "stdout", "build", text ?? $"line {seq}");

    private Task<bool> Append(BuildId build, IReadOnlyList<LogLine> lines, int attempt = 1) =>
        Store.Append(build, attempt, lines, CancellationToken.None);
}
