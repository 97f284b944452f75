using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>Where a content is, and the way that it takes from there to the socket.</summary>
internal abstract record FoundContent
{
    private FoundContent()
    {
    }

    public abstract Task Send(HttpContext context, ByteRange part);

    public sealed record InMemory(byte[] Bytes) : FoundContent
    {
        // Without a token: when the visitor goes, the server ends the writing by itself.
        public override Task Send(HttpContext context, ByteRange part) => part.IsSatisfiable
            ? context.Response.Body.WriteAsync(Bytes.AsMemory((int)part.From, (int)part.Length)).AsTask()
            : Task.CompletedTask;
    }

    public sealed record OnDisk(string Path) : FoundContent
    {
        public override Task Send(HttpContext context, ByteRange part) => part.IsSatisfiable
            ? context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().SendFileAsync(Path, part.From, part.Length, context.RequestAborted)
            : Task.CompletedTask;
    }
}
