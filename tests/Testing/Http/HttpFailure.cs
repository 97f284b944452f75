using System.Net.Sockets;

namespace MiniVercel.Testing.Http;

/// <summary>An exchange that did not end in a whole answer.</summary>
public sealed class HttpFailure(FailureKind kind, string message, Exception? inner = null) : IOException(message, inner)
{
    public FailureKind Kind { get; } = kind;

    internal static HttpFailure Refused(SocketException error) =>
        new(FailureKind.Refused, $"no connection ({error.SocketErrorCode})", error);

    internal static HttpFailure Reset(string when, Exception? inner = null) =>
        new(FailureKind.Reset, inner is { } ? $"{when}: {(inner.InnerException ?? inner).Message}" : when, inner);

    internal static HttpFailure Truncated(string where) => new(FailureKind.Truncated, where);

    internal static HttpFailure Malformed(string what) => new(FailureKind.Malformed, what);
}
