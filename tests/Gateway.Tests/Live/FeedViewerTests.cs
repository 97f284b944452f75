using MiniVercel.Gateway.Live;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Tests.Live;

/// <summary>One viewer's place in a feed: it may lose it, but it is always told so.</summary>
public class FeedViewerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_is_handed_over_comes_in_order()
    {
        using var viewer = NewViewer();
        for (var seq = 1; seq <= 10; seq++)
            viewer.Offer(Line(seq));

        for (var seq = 1; seq <= 10; seq++)
            Assert.Equal(seq, await NextSeq(viewer));
    }

    [Fact]
    public async Task A_quiet_while_takes_nothing_from_what_comes_after_it()
    {
        using var viewer = NewViewer();
        for (var quiet = 0; quiet < 3; quiet++)
            Assert.IsType<FeedBatch.Quiet>(await viewer.Next(TimeSpan.FromMilliseconds(1), CancellationToken.None));

        viewer.Offer(Line(1));
        viewer.Offer(Line(2));

        Assert.Equal(1, await NextSeq(viewer));
        Assert.Equal(2, await NextSeq(viewer));
    }

    [Fact]
    public async Task A_viewer_that_does_not_read_holds_up_nobody_and_is_told_what_it_missed()
    {
        using var viewer = NewViewer();
        for (var seq = 1; seq <= 10_000; seq++)
            viewer.Offer(Line(seq)); // returns each time, or this test never ends

        Assert.IsType<FeedBatch.Missed>(await viewer.Next(Long, CancellationToken.None));
        viewer.Offer(Line(10_001));
        Assert.Equal(10_001, await NextSeq(viewer));
    }

    [Fact]
    public async Task Few_lines_that_are_long_are_too_much_as_well()
    {
        using var viewer = NewViewer();
        for (var seq = 1; seq <= 5; seq++)
            viewer.Offer(Line(seq, new string('x', LineBatch.MostCharacters - 100)));

        Assert.Equal(new FeedBatch.Missed(TooSlow: true), await viewer.Next(Long, CancellationToken.None));
        viewer.Offer(Line(6, new string('x', LineBatch.MostCharacters - 100)));
        Assert.Equal(6, await NextSeq(viewer));
    }

    [Fact]
    public async Task A_wait_ends_with_the_viewers_request()
    {
        using var viewer = NewViewer();
        using var request = new CancellationTokenSource();
        var waiting = viewer.Next(Long, request.Token);

        await request.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Leaving_is_told_once()
    {
        var left = 0;
        using (new FeedViewer(null!, (_, _) => left++))
            Assert.Equal(0, left);

        Assert.Equal(1, left);
    }

    private static FeedViewer NewViewer() => new(null!, (_, _) => { });

    private static FeedBatch.Lines Line(long seq, string text = "text") => new(LineBatch.Of([new LogLine(seq, DateTimeOffset.UnixEpoch, "system", null, text)]));

    private static async Task<long> NextSeq(FeedViewer viewer) =>
        Assert.Single(Assert.IsType<FeedBatch.Lines>(await viewer.Next(Long, CancellationToken.None)).Batch.Lines).Seq;
}
