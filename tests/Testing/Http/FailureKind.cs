namespace MiniVercel.Testing.Http;

/// <summary>What a user without retries would have seen go wrong.</summary>
public enum FailureKind
{
    None,

    /// <summary>No connection could be made.</summary>
    Refused,

    /// <summary>The connection was reset, or closed before the first byte of the answer to a request already sent.</summary>
    Reset,

    /// <summary>The answer began and the server closed the connection before its end.</summary>
    Truncated,

    /// <summary>What came is not an HTTP/1.1 answer.</summary>
    Malformed,

    /// <summary>The answer was not complete within the time a request may take.</summary>
    TooSlow,

    /// <summary>A whole answer with a status that the plan does not accept.</summary>
    UnexpectedStatus,

    /// <summary>A whole answer whose body the plan's check refused.</summary>
    WrongBody,
}
