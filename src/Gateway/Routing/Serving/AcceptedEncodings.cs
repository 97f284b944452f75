using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>How much a visitor likes each form; nothing where it does not say.</summary>
internal readonly struct AcceptedEncodings
{
    public const string Brotli = "br";
    public const string Gzip = "gzip";

    private readonly double? _brotli, _gzip, _plain, _rest;

    private AcceptedEncodings(double? brotli, double? gzip, double? plain, double? rest) => (_brotli, _gzip, _plain, _rest) = (brotli, gzip, plain, rest);

    public static AcceptedEncodings Read(StringValues acceptEncoding)
    {
        double? brotli = null, gzip = null, plain = null, rest = null;
        foreach (var header in acceptEncoding)
        {
            foreach (var range in header.AsSpan().Split(','))
            {
                var name = Read(header.AsSpan()[range], out var weight);
                if (name.Equals(Brotli, StringComparison.OrdinalIgnoreCase))
                    brotli = weight;
                else if (name.Equals(Gzip, StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                    gzip = weight;
                else if (name.Equals("identity", StringComparison.OrdinalIgnoreCase))
                    plain = weight;
                else if (name is "*")
                    rest = weight;
            }
        }

        return new AcceptedEncodings(brotli, gzip, plain, rest);
    }

    /// <summary>
    /// The form that a visitor likes best; of those that it likes equally, the smallest; nothing for the plain one. What it does not name is
    /// taken if it says so by a star, but the plain file always can be: there is nothing to answer a visitor who refuses everything.
    /// </summary>
    public string? Choose(bool hasBrotli, bool hasGzip)
    {
        var (best, least) = ((string?)null, _plain ?? 0);
        if (hasGzip && (_gzip ?? _rest ?? 0) is var g and > 0 && g >= least)
            (best, least) = (Gzip, g);
        if (hasBrotli && (_brotli ?? _rest ?? 0) is var b and > 0 && b >= least)
            best = Brotli;
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
