using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Packing;
using MiniVercel.Testing.Clocks;

namespace MiniVercel.Silo.Tests.Building.Packing;

/// <summary>Property 28: an upload that fails is tried again after growing pauses, and not for ever.</summary>
public sealed class UploadTriesTests
{
    private static readonly int[] Seconds = [1, 2, 4, 8, 16];

    private readonly InstantClock _clock = new(TimeSpan.FromMinutes(1));
    private readonly List<string> _said = [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task One_that_is_cut_off_so_often_is_stored_in_the_end(int cuts)
    {
        var uploads = 0;

        await Tries().Upload("index.html", () => ++uploads <= cuts ? throw new IOException("The other side was gone.") : Task.CompletedTask, default);

        Assert.Equal(cuts + 1, uploads);
        Assert.Equal(Seconds.Take(cuts), _clock.Waits.Select(w => (int)w.TotalSeconds));
        Assert.Equal(Seconds.Take(cuts).Select(s => $"index.html could not be stored. The other side was gone. Trying again in {s} s."), _said);
    }

    [Fact]
    public async Task One_that_fails_every_time_fails_the_build_by_name()
    {
        var uploads = 0;

        var failure = await Assert.ThrowsAsync<BuildStepFailedException>(() => Tries().Upload("index.html", () =>
        {
            uploads++;
            throw new IOException("No space left on device.");
        }, default));

        Assert.Equal((6, BuildReason.UploadFailed), (uploads, failure.Reason));
        Assert.Equal(Seconds, _clock.Waits.Select(w => (int)w.TotalSeconds));
        Assert.Contains("No space left on device.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_failure_of_an_upload_is_not_tried_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Tries().Upload("index.html", () => throw new InvalidOperationException(), default));

        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task A_build_that_is_canceled_waits_no_longer()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tries().Upload("index.html", () => throw new IOException(), canceled.Token));
    }

    private UploadTries Tries() => new(
        sentence =>
        {
            _said.Add(sentence);
            return ValueTask.CompletedTask;
        },
        _clock);
}
