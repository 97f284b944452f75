namespace MiniVercel.Runtime;

/// <summary>A grain in another process threw something that this process does not know, or may not build.</summary>
public sealed class RemoteGrainException : OrleansException
{
    internal RemoteGrainException(string typeName, string message, Exception? inner) : base($"{typeName}: {message}", inner!) =>
        (OriginalType, OriginalMessage) = (typeName, message);

    /// <summary>The full name of what was thrown.</summary>
    public string OriginalType { get; }

    public string OriginalMessage { get; }
}
