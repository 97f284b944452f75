using System.IO.Pipelines;
using MiniVercel.Gateway.Routing.Forwarding;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>Whatever becomes of an app that has to go: who talks with it by a web socket is told to come again.</summary>
public sealed class ClosingWebSocketTests : IDisposable
{
    private static readonly byte[] s_comeAgain = [0x88, 0x02, 0x03, 0xF4];
    private static readonly byte[] s_itsOwnEnd = [0x88, 0x02, 0x03, 0xE8];
    private static readonly byte[] s_word = [0x81, 1, (byte)'a'];
    private static readonly byte[] s_halfAWord = [0x81, 2, (byte)'a'];
    private static readonly byte[] s_goodbye = [0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xF4 ^ 2];
    private static readonly byte[] s_question = [0x81, 0x81, 1, 2, 3, 4, (byte)('?' ^ 1)];

    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private readonly App _app = new();

    [Fact]
    public async Task Between_two_frames_the_visitor_is_told()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _app.Says(s_word);
        Assert.Equal(s_word, await Read(socket));

        await _closing.CancelAsync();

        Assert.Equal(s_comeAgain, await Read(socket));
    }

    [Fact]
    public async Task In_the_middle_of_a_frame_its_end_comes_first()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _app.Says(s_halfAWord);
        Assert.Equal(s_halfAWord, await Read(socket));
        await _closing.CancelAsync();
        var rest = Read(socket);

        await _app.Says([(byte)'b']);

        Assert.Equal("b"u8.ToArray(), await rest);
        Assert.Equal(s_comeAgain, await Read(socket));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_that_is_gone_before_anybody_has_read_is_spoken_for(bool inOrder)
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _closing.CancelAsync();
        await _app.Ends(inOrder ? null : new IOException("The connection was reset."));

        Assert.Equal(s_comeAgain, await Read(socket));
    }

    [Fact]
    public async Task An_app_that_ends_without_having_to_is_not_spoken_for()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _app.Ends(null);

        Assert.Empty(await Read(socket));
    }

    [Fact]
    public async Task An_app_that_has_said_that_it_ends_is_not_spoken_for()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _app.Says(s_itsOwnEnd);
        Assert.Equal(s_itsOwnEnd, await Read(socket));
        await _closing.CancelAsync();
        await _app.Ends(null);

        Assert.Empty(await Read(socket));
    }

    [Fact]
    public async Task Who_says_something_just_when_the_app_is_gone_is_told_as_well()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _closing.CancelAsync();
        _app.HearsNothing = true;

        await socket.WriteAsync(s_question, _limit.Token);
        await socket.FlushAsync(_limit.Token);

        Assert.Equal(s_comeAgain, await Read(socket));
    }

    [Fact]
    public async Task An_app_that_does_not_hear_although_it_may_stay_is_a_failure()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        _app.HearsNothing = true;

        await Assert.ThrowsAsync<IOException>(() => socket.WriteAsync(s_question, _limit.Token).AsTask());
    }

    [Fact]
    public async Task The_end_waits_for_the_visitors_goodbye()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _closing.CancelAsync();
        Assert.Equal(s_comeAgain, await Read(socket));

        var end = Read(socket);
        await socket.WriteAsync(s_goodbye.AsMemory(0, 3), _limit.Token);
        await socket.WriteAsync(s_goodbye.AsMemory(3), _limit.Token);

        Assert.Empty(await end);
    }

    [Fact]
    public async Task The_end_does_not_wait_for_ever()
    {
        await using var socket = new ClosingWebSocket(_app, _closing.Token);
        await _closing.CancelAsync();
        Assert.Equal(s_comeAgain, await Read(socket));

        Assert.Empty(await Read(socket));
    }

    public void Dispose()
    {
        _closing.Dispose();
        _limit.Dispose();
        _app.Dispose();
    }

    private async Task<byte[]> Read(ClosingWebSocket socket)
    {
        var buffer = new byte[64];
        return buffer[..await socket.ReadAsync(buffer, _limit.Token)];
    }

    /// <summary>The app's side of it.</summary>
    private sealed class App : PassingStream
    {
        private readonly Pipe _words = new();
        private readonly Stream _reading;

        public App() => _reading = _words.Reader.AsStream();

        public bool HearsNothing { get; set; }

        public override bool CanWrite => true;

        public async Task Says(byte[] words) => await _words.Writer.WriteAsync(words);

        public async Task Ends(Exception? why) => await _words.Writer.CompleteAsync(why);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _reading.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            HearsNothing ? ValueTask.FromException(new IOException("The connection is closed.")) : ValueTask.CompletedTask;

        public override Task FlushAsync(CancellationToken cancellationToken) =>
            HearsNothing ? Task.FromException(new ObjectDisposedException("the connection")) : Task.CompletedTask;
    }
}
