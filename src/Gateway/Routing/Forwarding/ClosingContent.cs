using System.Net;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>An answer that comes to an orderly end when the app has to go, instead of being cut off.</summary>
internal sealed class ClosingContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly Func<Stream, Stream> _around;

    private ClosingContent(HttpContent content, Func<Stream, Stream> around)
    {
        (_content, _around) = (content, around);
        foreach (var (name, values) in content.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    /// <summary>It ends as if the app had said all that it wanted to: a client of server-sent events then comes again by itself.</summary>
    public static ClosingContent OfStream(HttpContent content, CancellationToken closing) => new(content, stream => new ClosingStream(stream, closing));

    /// <summary>It ends with "1012, service restart", which clients understand as "connect again".</summary>
    public static ClosingContent OfWebSocket(HttpContent content, CancellationToken closing) =>
        new(content, stream => new ClosingWebSocket(stream, closing));

    protected override async Task<Stream> CreateContentReadStreamAsync() => _around(await _content.ReadAsStreamAsync());

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        _around(await _content.ReadAsStreamAsync(cancellationToken));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        await (await CreateContentReadStreamAsync()).CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}
