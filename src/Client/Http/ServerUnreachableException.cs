namespace MiniVercel.Client;

/// <summary>No answer came: nothing listens there, the name does not resolve, or the connection broke.</summary>
public sealed class ServerUnreachableException(Uri server, string message, Exception cause) : Exception(message, cause)
{
    public Uri Server { get; } = server;
}
