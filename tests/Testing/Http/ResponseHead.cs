using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MiniVercel.Testing.Http;

/// <summary>
/// Status line and headers as they came, in one block of bytes: a load run reads two or three headers of each answer,
/// and turning all of them into strings would cost more than the server under test. Reused from answer to answer.
/// </summary>
public sealed class ResponseHead
{
    private const int MaxBytes = 64 * 1024;

    private readonly List<Line> _lines = [];
    private byte[] _bytes = new byte[1024];
    private int _used;
    private bool _isHttp10;

    public int Status { get; private set; }

    /// <summary>Announced by the server; silence means staying, except in HTTP/1.0.</summary>
    public bool ClosesConnection => _isHttp10 ? !HasToken("connection", "keep-alive") : HasToken("connection", "close");

    public string? Header(string name)
    {
        foreach (var line in _lines)
        {
            if (IsNamed(line, name))
                return Text(ValueOf(line));
        }

        return null;
    }

    public IEnumerable<KeyValuePair<string, string>> Headers()
    {
        foreach (var line in _lines)
            yield return new(Text(_bytes.AsSpan(line.Start, line.Name)), Text(ValueOf(line)));
    }

    /// <summary>The first value of a header, without making a string of it; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Raw(string name)
    {
        foreach (var line in _lines)
        {
            if (IsNamed(line, name))
                return ValueOf(line);
        }

        return [];
    }

    internal bool Has(string name) => _lines.Exists(line => IsNamed(line, name));

    /// <summary>The announced length; null when none is announced. Two that disagree are how answers get smuggled.</summary>
    internal long? ContentLength()
    {
        long? length = null;
        foreach (var line in _lines)
        {
            if (!IsNamed(line, "content-length"))
                continue;
            var value = ValueOf(line);
            if (!Utf8Parser.TryParse(value, out ulong parsed, out var consumed) || consumed != value.Length || parsed > long.MaxValue)
                throw HttpFailure.Malformed($"content-length '{Text(value)}' is not a number");
            if (length is { } earlier && earlier != (long)parsed)
                throw HttpFailure.Malformed($"two lengths announced: {earlier} and {parsed}");
            length = (long)parsed;
        }

        return length;
    }

    internal void Begin(ReadOnlySpan<byte> statusLine)
    {
        _lines.Clear();
        _used = 0;
        _isHttp10 = statusLine.StartsWith("HTTP/1.0 "u8);
        var isStatusLine = (_isHttp10 || statusLine.StartsWith("HTTP/1.1 "u8))
            && statusLine.Length >= 12 && (statusLine.Length == 12 || statusLine[12] == (byte)' ');
        if (!isStatusLine
            || !int.TryParse(statusLine[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            || status is < 100 or > 599)
            throw HttpFailure.Malformed($"'{Text(statusLine)}' is not a status line");
        Status = status;
    }

    internal void Add(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAny(" \t"u8))
            throw HttpFailure.Malformed($"'{Text(line)}' is not a header");
        if (_used + line.Length > MaxBytes)
            throw HttpFailure.Malformed($"the headers are longer than {MaxBytes} bytes");
        if (_used + line.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + line.Length));
        line.CopyTo(_bytes.AsSpan(_used));
        _lines.Add(new Line(_used, colon, line.Length));
        _used += line.Length;
    }

    private bool HasToken(string name, string token)
    {
        foreach (var line in _lines)
        {
            if (!IsNamed(line, name))
                continue;
            var value = ValueOf(line);
            foreach (var part in value.Split((byte)','))
            {
                if (Ascii.EqualsIgnoreCase(value[part].Trim(" \t"u8), token))
                    return true;
            }
        }

        return false;
    }

    private bool IsNamed(Line line, string name) => Ascii.EqualsIgnoreCase(_bytes.AsSpan(line.Start, line.Name), name);

    private ReadOnlySpan<byte> ValueOf(Line line) =>
        _bytes.AsSpan(line.Start + line.Name + 1, line.Length - line.Name - 1).Trim(" \t"u8);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.Length > 8192 ? bytes[..8192] : bytes);

    private readonly record struct Line(int Start, int Name, int Length);
}
