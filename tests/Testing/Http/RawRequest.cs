using System.Text;

namespace MiniVercel.Testing.Http;

/// <summary>A request exactly as it goes over the wire: no header is added that is not named here.</summary>
public sealed record RawRequest(string Host, string Path = "/")
{
    public string Method { get; init; } = "GET";
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
    public ReadOnlyMemory<byte> Body { get; init; }
    public bool KeepAlive { get; init; } = true;

    internal bool IsHead => Method == "HEAD";

    internal byte[] ToBytes()
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Path).Append(" HTTP/1.1\r\nhost: ").Append(Host).Append("\r\n");
        if (!KeepAlive)
            head.Append("connection: close\r\n");
        if (Body.Length > 0)
            head.Append("content-length: ").Append(Body.Length).Append("\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body.Span];
    }
}
