using System.Globalization;
using Microsoft.Extensions.Primitives;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>One of the forms in which a file can be sent.</summary>
internal readonly record struct Representation(StoredContent Content, string? Encoding)
{
    /// <summary>Of the bytes that are sent, so that those of one form are never taken for those of another.</summary>
    public string ETag => $"\"{Content.Blob.Sha256}\"";

    public static Representation Plain(ManifestFile file) => new(file.Content, null);

    /// <summary>
    /// The form that a visitor likes best; of those that it likes equally, the smallest. What it does not name is taken if it says
    /// so by a star, but the plain file always can be: there is nothing to answer a visitor who refuses everything.
    /// </summary>
    public static Representation Choose(ManifestFile file, StringValues acceptEncoding)
    {
        if (!file.HasVariants || acceptEncoding.Count == 0)
            return Plain(file);

        double? brotli = null, gzip = null, plain = null, rest = null;
        foreach (var header in acceptEncoding)
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                var name = Read(header.AsSpan()[range], out var weight);
                if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
                    brotli = weight;
                else if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                    gzip = weight;
                else if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
                    plain = weight;
                else if (name is "*")
                    rest = weight;
            }
        }

        var (best, least) = (Plain(file), plain ?? 0);
        if (file.Gzip is { } smaller && (gzip ?? rest ?? 0) is var g and > 0 && g >= least)
            (best, least) = (new Representation(smaller.Content, "gzip"), g);
        if (file.Brotli is { } smallest && (brotli ?? rest ?? 0) is var b and > 0 && b >= least)
            best = new Representation(smallest.Content, "br");
        return best;
    }

    /// <summary>A weight that cannot be read counts as none: what was meant by it is unknown, and plain is always right.</summary>
    private static ReadOnlySpan<char> Read(ReadOnlySpan<char> item, out double weight)
    {
        var end = item.IndexOf(';');
        weight = end < 0 ? 1 : WeightOf(item[(end + 1)..].Trim());
        return (end < 0 ? item : item[..end]).Trim();
    }

    private static double WeightOf(ReadOnlySpan<char> text) =>
        text is ['q' or 'Q', '=', .. var number] && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
            : 0;
}
