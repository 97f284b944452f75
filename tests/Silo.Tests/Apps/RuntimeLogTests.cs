using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Storage;
using MiniVercel.Silo.Apps;
using MiniVercel.Silo.Logs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>What an app prints comes into its log, and whatever becomes of the log, the app does not notice.</summary>
public sealed partial class RuntimeLogTests(IdleSilo silo) : IClassFixture<IdleSilo>
{
    private readonly string _app = $"dpl_{Guid.NewGuid():n}";

    private AppLogStore Store => silo.Get<AppLogStore>();

    [Fact]
    public async Task Lines_of_both_streams_and_of_the_platform_are_stored_in_their_order()
    {
        await using (var log = await Open())
        {
            log.Say("Starting.");
            Print(log, "one\ntw");
            Print(log, "bad\n", BoxStream.Error);
            Print(log, "o\nlast");
        }

        Assert.Equal(
            [(1L, "system", "Starting."), (2, "stdout", "one"), (3, "stderr", "bad"), (4, "stdout", "two"), (5, "stdout", "last")],
            (await Lines()).Select(l => (l.Seq, l.Stream, l.Text)));
    }

    [Fact]
    public async Task Lines_are_there_while_the_app_runs()
    {
        await using var log = await Open();
        for (var i = 1; i <= 3; i++)
        {
            Print(log, $"line {i}\n");
            await Eventually(async () => (await Lines()).Count == i);
        }
    }

    [Fact]
    public async Task An_app_that_is_started_again_goes_on_in_the_same_log()
    {
        for (var start = 1; start <= 3; start++)
        {
            await using var log = await Open();
            Print(log, $"start {start}\n");
        }

        Assert.Equal([(1L, "start 1"), (2, "start 2"), (3, "start 3")], (await Lines()).Select(l => (l.Seq, l.Text)));
    }

    [Fact]
    public async Task What_a_process_printed_last_is_a_line_of_its_own_before_the_next_one_begins()
    {
        await using (var log = await Open())
        {
            Print(log, "Segmentation fault");
            log.EndLine();
            log.Say("It ended and is started again.");
            Print(log, "Listening\n");
        }

        Assert.Equal(["Segmentation fault", "It ended and is started again.", "Listening"], (await Lines()).Select(l => l.Text));
    }

    [Fact]
    public async Task Secrets_are_masked_wherever_they_are_cut_and_so_are_they_in_the_last_words()
    {
        const string secret = "s3cret-p4ssw0rd";
        foreach (var size in Enumerable.Range(1, secret.Length))
        {
            var app = $"{_app}_{size}";
            await using (var log = await Logs(Store).Open(app, new SecretMask([secret]), CancellationToken.None))
            {
                foreach (var piece in Encoding.UTF8.GetBytes($"the key is {secret}, yes\nand\n").Chunk(size))
                    await log.Write(BoxStream.Out, piece, CancellationToken.None);
                Print(log, secret, BoxStream.Error);
                log.Say($"It was given {secret}.");
                log.EndLine();
                Assert.Equal([$"the key is {SecretMask.Shown}, yes", "and", SecretMask.Shown], log.Tail);
            }

            var texts = (await Store.Read(app, 0, 100, CancellationToken.None)).Select(l => l.Text);
            Assert.Equal([$"the key is {SecretMask.Shown}, yes", "and", $"It was given {SecretMask.Shown}.", SecretMask.Shown], texts);
        }
    }

    [Fact]
    public async Task A_line_is_cut_where_a_line_of_a_build_is()
    {
        await using (var log = await Open())
            Print(log, new string('x', LineFolder.LongestLine + 500) + "\n");

        Assert.Equal($"{new string('x', LineFolder.LongestLine)}… (500 B more)", Assert.Single(await Lines()).Text);
    }

    [Fact]
    public async Task The_tail_is_the_last_that_the_app_has_printed()
    {
        await using var log = await Open();
        log.Say("not the app's");
        for (var i = 1; i <= 50; i++)
            Print(log, $"line {i}\n");

        Assert.Equal(Enumerable.Range(31, 20).Select(i => $"line {i}"), log.Tail);
    }

    [Fact]
    public async Task A_flood_is_not_waited_for_and_the_log_says_exactly_how_much_of_it_is_missing()
    {
        const int printed = 200_000;
        await using (var log = await Open())
        {
            for (var i = 1; i <= printed; i += 100)
                Print(log, string.Concat(Enumerable.Range(i, 100).Select(n => $"line {n}\n")));
            Assert.Equal($"line {printed}", log.Tail[^1]);
        }

        var lines = await Lines();
        Assert.Equal(printed, lines.Count(l => l.Stream == "stdout") + LeftOut(lines));
        Assert.InRange(lines.Count(l => l.Stream == "stdout"), 2_000, 10_000);
        var numbers = lines.Where(l => l.Stream == "stdout").Select(l => int.Parse(l.Text[5..], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(seq => (long)seq), lines.Select(l => l.Seq));
    }

    [Fact]
    public async Task An_app_that_keeps_below_the_limit_loses_nothing_even_if_it_prints_much_at_once()
    {
        await using (var log = await Open())
            Print(log, string.Concat(Enumerable.Range(1, 2_000).Select(n => $"line {n}\n")));

        Assert.Equal(Enumerable.Range(1, 2_000).Select(n => $"line {n}"), (await Lines()).Select(l => l.Text));
    }

    [Fact]
    public async Task While_the_database_is_away_the_app_goes_on_and_what_there_is_room_for_is_stored_later()
    {
        const int printed = 5_000;
        await using var proxy = new PostgresProxy(silo.Database.ConnectionString);
        await using var database = new Database(proxy.ConnectionString, TimeSpan.FromSeconds(1));
        await proxy.GoAway();
        await using (var log = await Logs(new AppLogStore(database)).Open(_app, SecretMask.None, CancellationToken.None))
        {
            for (var i = 1; i <= printed; i++)
                Print(log, $"line {i}\n");
            log.Say("The platform has a word too.");
            proxy.ComeBack();
            await Eventually(async () => (await Lines()).Count > 0);
        }

        var lines = await Lines();
        Assert.Equal(printed, lines.Count(l => l.Stream == "stdout") + LeftOut(lines));
        Assert.Equal("line 1", lines[0].Text);
        Assert.Contains(lines, l => l.Text == "The platform has a word too.");
    }

    [Fact]
    public async Task A_log_that_cannot_be_stored_at_its_end_is_given_up()
    {
        await using var proxy = new PostgresProxy(silo.Database.ConnectionString);
        await using var database = new Database(proxy.ConnectionString, TimeSpan.FromSeconds(1));
        var log = await Logs(new AppLogStore(database)).Open(_app, SecretMask.None, CancellationToken.None);
        await proxy.GoAway();
        Print(log, "nobody will read this\n");

        await log.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        Print(log, "nor this\n");
        log.Say("nor this");
        Assert.Empty(await Lines());
    }

    private static RuntimeLogs Logs(AppLogStore store) => new(store, TimeProvider.System, NullLogger<RuntimeLogs>.Instance);

    private Task<RuntimeLog> Open() => Logs(Store).Open(_app, SecretMask.None, CancellationToken.None);

    private Task<IReadOnlyList<LogLine>> Lines() => Store.Read(_app, after: 0, limit: 100_000, CancellationToken.None);

    private static void Print(RuntimeLog log, string text, BoxStream stream = BoxStream.Out) =>
        Assert.True(log.Write(stream, Encoding.UTF8.GetBytes(text), CancellationToken.None).AsTask().IsCompletedSuccessfully);

    private static int LeftOut(IEnumerable<LogLine> lines) => lines.Where(l => l.Stream == "system")
        .Select(l => MissingLines().Match(l.Text)).Where(m => m.Success)
        .Sum(m => int.Parse(m.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    [GeneratedRegex("^([0-9,]+) lines? (?:is|are) left out")]
    private static partial Regex MissingLines();

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition();)
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It did not come to that.");
    }
}
