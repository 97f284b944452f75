using MiniVercel.Gateway.Live.Events;
using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>What waits for one client: bounded, and never lost without a word.</summary>
public class OutboxTests
{
    [Fact]
    public async Task What_is_offered_comes_in_order()
    {
        var outbox = new Outbox();
        outbox.Offer([NewsOf(1), NewsOf(2)]);
        outbox.Offer([]);
        outbox.Offer([NewsOf(3)]);

        for (var version = 1; version <= 3; version++)
            Assert.Equal(version, (await outbox.Next(CancellationToken.None))!.Change.Version);
    }

    [Fact]
    public async Task Who_does_not_take_them_is_told_so_once_and_goes_on_with_what_comes_then()
    {
        var outbox = new Outbox();
        for (var version = 1; version <= 10_000; version++)
            outbox.Offer([NewsOf(version)]); // returns each time, or this test never ends

        Assert.Null(await outbox.Next(CancellationToken.None));
        outbox.Offer([NewsOf(10_001)]);
        Assert.Equal(10_001, (await outbox.Next(CancellationToken.None))!.Change.Version);
    }

    [Fact]
    public async Task How_things_stand_has_room_however_much_it_is()
    {
        var outbox = new Outbox();
        outbox.Offer([.. Enumerable.Range(1, 3_000).Select(NewsOf)]);

        for (var version = 1; version <= 3_000; version++)
            Assert.Equal(version, (await outbox.Next(CancellationToken.None))!.Change.Version);
    }

    [Fact]
    public async Task A_wait_ends_with_the_connection()
    {
        using var connection = new CancellationTokenSource();
        var waiting = new Outbox().Next(connection.Token);

        await connection.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static News NewsOf(int version) => new(new Change { Kind = Change.Project, Id = "prj", Version = version });
}
