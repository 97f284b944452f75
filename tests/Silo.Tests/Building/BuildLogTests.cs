using System.Collections.Concurrent;
using System.Threading.Channels;
using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;
using MiniVercel.Silo.Building;

namespace MiniVercel.Silo.Tests.Building;

public sealed class BuildLogTests(IdleSilo silo) : IClassFixture<IdleSilo>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private BuildLogStore Store => silo.Get<BuildLogStore>();

    [Fact]
    public async Task Lines_are_stored_in_order_with_the_step_they_belong_to()
    {
        var (build, grain) = await silo.Building();
        await using var log = await Open(build, grain);

        await log.Say("one", CancellationToken.None);
        log.Step = BuildStep.Clone;
        await log.Write("stdout", "two", CancellationToken.None);
        await log.Finish();

        Assert.Equal(2, log.LastSeq);
        Assert.Equal(
            [(1L, "system", null, "one"), (2L, "stdout", "clone", "two")],
            (await Lines(build)).Select(l => (l.Seq, l.Stream, l.Step, l.Text)));
    }

    [Fact]
    public async Task Nobody_is_told_of_a_line_before_it_is_stored()
    {
        const int lines = 200;
        var (build, grain) = await silo.Building();
        var listener = new Listener(Store, lines);
        await grain.Subscribe(silo.Grains.CreateObjectReference<IBuildObserver>(listener));
        await using var log = await Open(build, grain);

        for (var i = 0; i < lines; i++)
        {
            await log.Say($"line {i}", CancellationToken.None);
            await Task.Yield();
        }

        await log.Finish();
        await listener.HeardAll.WaitAsync(Soon);
        Assert.All(listener.Heard, h => Assert.True(h.Told <= h.Stored, $"Told of {h.Told} when {h.Stored} were stored."));
    }

    [Fact]
    public async Task The_next_attempt_numbers_on()
    {
        var (build, grain) = await silo.Building();
        await using (var first = await Open(build, grain))
        {
            await first.Say("one", CancellationToken.None);
            await first.Finish();
        }

        await grain.Start(2, "another");
        await using var second = await Open(build, grain, attempt: 2);
        await second.Say("two", CancellationToken.None);
        await second.Finish();

        Assert.Equal([(1L, "one"), (2L, "two")], (await Lines(build)).Select(l => (l.Seq, l.Text)));
    }

    [Fact]
    public async Task An_attempt_that_lost_its_build_is_told_to_stop_and_is_not_held_up()
    {
        var (build, grain) = await silo.Building();
        await using var log = await Open(build, grain);
        var lost = new TaskCompletionSource();
        await using var hears = log.Lost.Register(lost.SetResult);

        await grain.Start(2, "another");
        await log.Say("too late", CancellationToken.None);
        await lost.Task.WaitAsync(Soon);
        for (var i = 0; i < 25_000; i++)
            await log.Say("nobody reads this", CancellationToken.None).AsTask().WaitAsync(Soon);
        await log.Finish().WaitAsync(Soon);

        Assert.Empty(await Lines(build));
    }

    [Fact]
    public async Task Whoever_writes_faster_than_lines_can_be_stored_is_slowed_down()
    {
        var (build, grain) = await silo.Building();
        await using var log = await Open(build, grain);
        await using var connection = await silo.Database.Source.OpenConnectionAsync();
        await using var holding = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("select 1 from builds where id = @Value for update", build, holding);

        var said = 0;
        ValueTask line;
        do
        {
            line = log.Say($"{said++}", CancellationToken.None);
        }
        while (line.IsCompleted && said < 50_000);

        Assert.False(line.IsCompleted);
        await holding.CommitAsync();
        await line;
        await log.Finish().WaitAsync(Soon);

        Assert.InRange(said, 2_000, 4_500);
        Assert.Equal(said, await Store.LastSeq(build, CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, said).Select(i => $"{i}"), (await Lines(build)).Select(l => l.Text));
    }

    [Fact]
    public async Task A_line_that_cannot_be_stored_ends_the_log_and_does_not_hold_up_whoever_writes()
    {
        var (build, grain) = await silo.Building();
        await using var log = await Open(build, grain);

        await log.Write(stream: null!, "a line of no stream at all", CancellationToken.None);

        await Assert.ThrowsAsync<ChannelClosedException>(async () =>
        {
            for (var i = 0; i < 25_000; i++)
                await log.Say("and on", CancellationToken.None).AsTask().WaitAsync(Soon);
        });
        await Assert.ThrowsAsync<Npgsql.PostgresException>(log.Finish);
    }

    private Task<BuildLog> Open(BuildId build, IBuildGrain grain, int attempt = 1) =>
        BuildLog.Open(build, attempt, Store, grain, Patience.Endless(TimeProvider.System), TimeProvider.System, CancellationToken.None);

    private Task<IReadOnlyList<LogLine>> Lines(BuildId build) => Store.Read(build, after: 0, limit: 100_000, CancellationToken.None);

    private sealed class Listener(BuildLogStore store, long last) : IBuildObserver
    {
        private readonly TaskCompletionSource _heardAll = new();

        public ConcurrentQueue<(long Told, long Stored)> Heard { get; } = [];

        public Task HeardAll => _heardAll.Task;

        public void LinesWritten(BuildId build, long lastSeq)
        {
            Heard.Enqueue((lastSeq, store.LastSeq(build, CancellationToken.None).GetAwaiter().GetResult()));
            if (lastSeq == last)
                _heardAll.SetResult();
        }

        public void StatusChanged(BuildId build, BuildStatus status)
        {
        }
    }
}
