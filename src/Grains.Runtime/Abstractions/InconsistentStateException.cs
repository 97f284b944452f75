namespace MiniVercel.Runtime;

/// <summary>
/// Someone else wrote this state since it was read. If it escapes a request, the activation ends and the next one reads anew.
/// </summary>
public class InconsistentStateException : OrleansException
{
    public InconsistentStateException()
    {
    }

    public InconsistentStateException(string message) : base(message)
    {
    }

    public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException!)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    public string? StoredEtag { get; private set; }

    public string? CurrentEtag { get; private set; }

    /// <summary>True until the activation whose state it is has heard it: a caller that lets it pass on must not end as well.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}
