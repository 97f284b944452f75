using Microsoft.Extensions.Primitives;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>One of the forms in which a file can be sent.</summary>
internal readonly record struct Representation(StoredContent Content, string? Encoding)
{
    /// <summary>Of the bytes that are sent, so that those of one form are never taken for those of another.</summary>
    public string ETag => $"\"{Content.Blob.Sha256}\"";

    public static Representation Plain(ManifestFile file) => new(file.Content, null);

    /// <summary>The form that a visitor likes best.</summary>
    public static Representation Choose(ManifestFile file, StringValues acceptEncoding)
    {
        if (!file.HasVariants || acceptEncoding.Count == 0)
            return Plain(file);
        return AcceptedEncodings.Read(acceptEncoding).Choose(file.Brotli is not null, file.Gzip is not null) switch
        {
            AcceptedEncodings.Brotli => new Representation(file.Brotli!.Content, AcceptedEncodings.Brotli),
            AcceptedEncodings.Gzip => new Representation(file.Gzip!.Content, AcceptedEncodings.Gzip),
            _ => Plain(file),
        };
    }
}
