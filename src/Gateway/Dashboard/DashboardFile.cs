using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using MiniVercel.Gateway.Routing.Serving;

namespace MiniVercel.Gateway.Dashboard;

/// <summary>A file of the dashboard in the forms in which it can be sent.</summary>
/// <param name="NeverChanges">Its name is made of what is in it: another content has another name.</param>
internal sealed record DashboardFile(string ContentType, bool NeverChanges, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
{
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(Plain)[..16]);

    /// <summary>The bytes to send and what they are called, by what the browser takes.</summary>
    public (byte[] Bytes, string? Encoding, string ETag) Choose(StringValues acceptEncoding)
    {
        var accepted = AcceptedEncodings.Read(acceptEncoding);
        return accepted.Choose(Brotli is not null, Gzip is not null) switch
        {
            AcceptedEncodings.Brotli => (Brotli!, AcceptedEncodings.Brotli, $"\"{_hash}-br\""),
            AcceptedEncodings.Gzip => (Gzip!, AcceptedEncodings.Gzip, $"\"{_hash}-gz\""),
            _ => (Plain, null, $"\"{_hash}\""),
        };
    }
}
