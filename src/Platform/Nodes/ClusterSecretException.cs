namespace MiniVercel.Platform.Nodes;

/// <summary>This process may not join the cluster whose database it was given; the message says what to do.</summary>
public sealed class ClusterSecretException(string message, Exception? inner = null) : Exception(message, inner);
