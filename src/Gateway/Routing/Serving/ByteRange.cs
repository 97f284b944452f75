using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>The part of a file that is asked for. One that lies outside of it has no length.</summary>
internal readonly record struct ByteRange(long From, long Length)
{
    public bool IsSatisfiable => Length > 0;

    /// <summary>
    /// Nothing where the whole file is to be sent: no part, or several of them, is asked for, or the visitor's part is of another
    /// version. The version is the plain file's: only that one has parts.
    /// </summary>
    public static ByteRange? Of(HttpRequest request, ManifestFile file)
    {
        if (request.Headers.Range.Count == 0 || !HttpMethods.IsGet(request.Method) || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header))
            return null;
        if (header.Unit != "bytes" || header.Ranges.Count != 1 || IsOfAnother(request, Representation.Plain(file).ETag))
            return null;

        var size = file.Size;
        return header.Ranges.Single() switch
        {
            { From: { } from, To: var to } => new(from, Math.Max(0, Math.Min(to ?? long.MaxValue, size - 1) - from + 1)),
            { To: { } last } => new(Math.Max(0, size - last), Math.Min(last, size)),
            _ => null,
        };
    }

    /// <summary>What the answer says of it.</summary>
    public string In(long size) => IsSatisfiable
        ? string.Create(CultureInfo.InvariantCulture, $"bytes {From}-{From + Length - 1}/{size}")
        : string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");

    private static bool IsOfAnother(HttpRequest request, string etag) =>
        request.Headers.IfRange is { Count: > 0 } condition && condition.ToString() != etag;
}
